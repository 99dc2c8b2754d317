"""The people of the demo: a cast with printed sign-ins, shop owners, shop staff and shoppers."""

import random
import unicodedata
from dataclasses import dataclass

from config.demo.data.shops import SHOPS

DOMAIN = "livestall.example"
PASSWORD = "livestall"  # noqa: S105 (play accounts of a local demo)
ALICE, SAM, EVE, BOB, ADMIN = "Alice Marlowe", "Sam Okafor", "Eve Castellan", "Bob Reyes", "Robin Keeper"
CAST = {ALICE: "alice", SAM: "sam", EVE: "eve", BOB: "bob", ADMIN: "admin"}
"""Names of the cast, with the local parts of their email addresses."""
SIGN_INS = [
    ("Alice sells", f"alice@{DOMAIN}", PASSWORD),
    ("Bob buys", f"bob@{DOMAIN}", PASSWORD),
    ("Sam works in Alice's shop", f"sam@{DOMAIN}", PASSWORD),
    ("Eve works in another shop", f"eve@{DOMAIN}", PASSWORD),
    ("Admin sees everything", f"admin@{DOMAIN}", PASSWORD),
]
"""Role, email address and password of the accounts that the demo prints."""
PEOPLE_COUNT = 200
CITIES = (
    ("Lisbon", "PT", "Portugal", "1100-048"),
    ("Porto", "PT", "Portugal", "4000-322"),
    ("Berlin", "DE", "Germany", "10437"),
    ("Hamburg", "DE", "Germany", "20359"),
    ("Paris", "FR", "France", "75011"),
    ("Lyon", "FR", "France", "69004"),
    ("Madrid", "ES", "Spain", "28012"),
    ("Milan", "IT", "Italy", "20121"),
    ("Amsterdam", "NL", "Netherlands", "1016 AB"),
    ("Stockholm", "SE", "Sweden", "116 28"),
)
"""Few cities: an activity names a place only if enough other buyers come from it."""
STREETS = ("Garden", "Mill", "Harbour", "Station", "Church", "Orchard", "River", "Market", "Bridge", "Castle")
FIRST_NAMES = (
    "Ada Aisha Alba Amara Anders Anna Anton Arjun Astrid Ben Bianca Bruno Carla Chiara Chloe Daniel Daria"
    " David Elif Elena Emil Emma Erik Esther Farah Felix Finn Freya Gabriel Giulia Hana Henrik Ida Ibrahim"
    " Irene Isak Jana Javier Joana Josef Julia Kaspar Klara Leila Leon Lina Livia Luca Lucia Magnus Maja Marta"
    " Mateo Matilda Milan Mohamed Nadia Nils Nina Olga Oliver Omar Otto Pablo Paula Pedro Rafael Rania Roman"
    " Rosa Ruben Sara Selma Simon Stella Theo Tilda Vera Victor Wanda Yara Youssef Zara"
)
LAST_NAMES = (
    "Abbott Andersson Araujo Bakker Barros Becker Bergman Bianchi Blanc Borg Braun Carvalho Conti Correia Dahl"
    " Diallo Dubois Ek Engel Ferrari Fischer Fonseca Garnier Girard Gomez Greco Haas Hansen Herrera Holm"
    " Hussein Ivanov Jansen Kaya Keller Khan Klein Koch Lang Larsen Leroy Lopes Lund Mancini Marino Matos"
    " Mendes Meyer Molina Moreau Muller Navarro Nielsen Ortega Otieno Park Pereira Petit Pinto Ricci Riva"
    " Romero Rossi Roux Ruiz Santos Schmitt Serrano Silva Simon Smit Sousa Strand Teixeira Torres Vargas Vidal"
    " Vogel Wagner Wolf Zhang Zimmer"
)


@dataclass(frozen=True)
class Person:
    """A person with an account."""

    name: str
    email: str
    city: tuple[str, str, str, str]
    street: str
    shows_activity: bool = True

    @property
    def is_admin(self) -> bool:
        """True for the administrator of the site."""
        return self.name == ADMIN

    @property
    def is_in_cast(self) -> bool:
        """True for the people of the printed sign-ins. Their accounts are for real people, not for the simulator."""
        return self.name in CAST


def make_people(seed: int = 20) -> list[Person]:
    """Return `PEOPLE_COUNT` people: the cast, then owners and staff, then shoppers. A seed gives the same people."""
    rng = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    known = [name for shop in SHOPS for name in (shop.owner, *shop.staff)]
    names = list(dict.fromkeys([*CAST, *known]))
    taken = set(names)
    while len(names) < PEOPLE_COUNT:
        name = pick_name(rng)
        if name not in taken:
            taken.add(name)
            names.append(name)
    return [_make_person(name, index, rng) for index, name in enumerate(names)]


def _make_person(name: str, index: int, rng: random.Random) -> Person:
    # One in ten hides the purchases; nobody of the cast, so that a purchase made to try the demo is shown.
    shows_activity = index < len(CAST) or rng.random() > 0.1
    return Person(name, make_email(name), rng.choice(CITIES), pick_street(rng), shows_activity)


def pick_name(rng: random.Random) -> str:
    """Return a first and a last name."""
    return f"{rng.choice(FIRST_NAMES.split())} {rng.choice(LAST_NAMES.split())}"


def pick_street(rng: random.Random) -> str:
    """Return a house number and a street."""
    return f"{rng.randint(1, 180)} {rng.choice(STREETS)} Street"


def make_email(name: str) -> str:
    """Return the email address of a name, in ASCII letters."""
    ascii_name = unicodedata.normalize("NFKD", name.replace("ø", "o")).encode("ascii", "ignore").decode()
    return f"{CAST.get(name, ascii_name.lower().replace(' ', '.'))}@{DOMAIN}"
