"""The people of the demo: a cast with sign-ins, the shops' owners and staff, and two hundred altogether."""

import random
import unicodedata
from dataclasses import dataclass

from config.demo.shops import SHOPS

DOMAIN = "livestall.example"
PASSWORD = "livestall"  # noqa: S105 (play accounts of a local demo)
ALICE, SAM, EVE, BOB, ADMIN = "Alice Marlowe", "Sam Okafor", "Eve Castellan", "Bob Reyes", "Robin Keeper"
CAST = {ALICE: "alice", SAM: "sam", EVE: "eve", BOB: "bob", ADMIN: "admin"}
SIGN_INS = [
    ("Alice sells", f"alice@{DOMAIN}", PASSWORD),
    ("Bob buys", f"bob@{DOMAIN}", PASSWORD),
    ("Sam works in Alice's shop", f"sam@{DOMAIN}", PASSWORD),
    ("Eve works in another shop", f"eve@{DOMAIN}", PASSWORD),
    ("Admin sees everything", f"admin@{DOMAIN}", PASSWORD),
]
"""Role, e-mail address and password of those who are meant to be tried."""
HEADCOUNT = 200
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
"""Few enough that several people share each, so that their places may be told."""
STREETS = ("Garden", "Mill", "Harbour", "Station", "Church", "Orchard", "River", "Market", "Bridge", "Castle")
FIRST = (
    "Ada Aisha Alba Amara Anders Anna Anton Arjun Astrid Ben Bianca Bruno Carla Chiara Chloe Daniel Daria"
    " David Elif Elena Emil Emma Erik Esther Farah Felix Finn Freya Gabriel Giulia Hana Henrik Ida Ibrahim"
    " Irene Isak Jana Javier Joana Josef Julia Kaspar Klara Leila Leon Lina Livia Luca Lucia Magnus Maja Marta"
    " Mateo Matilda Milan Mohamed Nadia Nils Nina Olga Oliver Omar Otto Pablo Paula Pedro Rafael Rania Roman"
    " Rosa Ruben Sara Selma Simon Stella Theo Tilda Vera Victor Wanda Yara Youssef Zara"
)
LAST = (
    "Abbott Andersson Araujo Bakker Barros Becker Bergman Bianchi Blanc Borg Braun Carvalho Conti Correia Dahl"
    " Diallo Dubois Ek Engel Ferrari Fischer Fonseca Garnier Girard Gomez Greco Haas Hansen Herrera Holm"
    " Hussein Ivanov Jansen Kaya Keller Khan Klein Koch Lang Larsen Leroy Lopes Lund Mancini Marino Matos"
    " Mendes Meyer Molina Moreau Muller Navarro Nielsen Ortega Otieno Park Pereira Petit Pinto Ricci Riva"
    " Romero Rossi Roux Ruiz Santos Schmitt Serrano Silva Simon Smit Sousa Strand Teixeira Torres Vargas Vidal"
    " Vogel Wagner Wolf Zhang Zimmer"
)


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    name: str
    email: str
    city: tuple[str, str, str, str]
    street: str
    shows_activity: bool = True

    @property
    def is_admin(self) -> bool:
        """The one who may do everything."""
        return self.name == ADMIN


def people(seed: int = 20) -> list[Person]:
    """Everybody: the cast, owners and staff first, then shoppers, `HEADCOUNT` altogether; the same for a seed."""
    luck = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    known = [name for shop in SHOPS for name in (shop.owner, *shop.staff)]
    names = list(dict.fromkeys([*CAST, *known]))
    taken = set(names)
    while len(names) < HEADCOUNT:
        name = f"{luck.choice(FIRST.split())} {luck.choice(LAST.split())}"
        if name not in taken:
            taken.add(name)
            names.append(name)
    return [_person(name, place, luck) for place, name in enumerate(names)]


def _person(name: str, place: int, luck: random.Random) -> Person:
    # Some keep their purchases to themselves; none of the cast, so that trying things out shows something.
    shows = place < len(CAST) or luck.random() > 0.1
    return Person(name, address_of(name), luck.choice(CITIES), street(luck), shows)


def street(luck: random.Random) -> str:
    """A house number and a street."""
    return f"{luck.randint(1, 180)} {luck.choice(STREETS)} Street"


def address_of(name: str) -> str:
    """The e-mail address of a name, in plain letters."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o")).encode("ascii", "ignore").decode()
    return f"{CAST.get(name, plain.lower().replace(' ', '.'))}@{DOMAIN}"
