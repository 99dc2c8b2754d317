"""The shops of the demo: owners, staff, and the types of products each sells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoShop:
    """A shop. Product names combine one of its `name_words` with a noun of the product's type."""

    name: str
    owner: str
    staff: tuple[str, ...]
    blurb: str
    product_types: tuple[str, ...]
    name_words: tuple[str, ...]
    slogan: str


def _make_shop(
    name: str, owner: str, staff: str, blurb: str, product_types: str, name_words: str, slogan: str
) -> DemoShop:
    names, types, words = tuple(staff.split(", ")), tuple(product_types.split()), tuple(name_words.split())
    return DemoShop(name, owner, names, blurb, types, words, slogan)


SHOPS = (
    _make_shop(
        "Alder & Sole", "Alice Marlowe", "Sam Okafor, Ines Duarte",
        "Shoes made two streets from the harbour, by nine people and a very old dog.",
        "sneaker boot high-top", "Harbour Tide Pier Gull Anchor Quay Drift Beacon",
        "Made to order on Mondays, out of the door by Thursday.",
    ),
    _make_shop(
        "Fleet Street Running", "Marcus Lindqvist", "Eve Castellan, Noor Haddad",
        "Run, talk about running, run some more. Tested on our own knees.",
        "runner slide socks flask", "Tempo Stride Ridge Comet Switchback Dawn Marathon Fartlek",
        "If it rubs, send it back muddy.",
    ),
    _make_shop(
        "Moorland Knits", "Fiona MacRae", "Callum Reid",
        "Warm things from sheep we could introduce to you by name.",
        "sweater beanie scarf cushion", "Heather Glen Bracken Skerry Lochan Peat Rowan Firth",
        "Hand-finished, with a spare button in the pocket.",
    ),
    _make_shop(
        "Plain Cotton Co.", "Yusuf Demir", "Lena Hoffmann",
        "Six garments, done properly. We add a seventh when we mean it.",
        "tee hoodie socks cap", "Everyday Sunday Studio Weekend Morning Late Corner Backyard",
        "Cut and sewn in one building, paid like everybody should be.",
    ),
    _make_shop(
        "Northbound Carry", "Greta Solheim", "Jonas Weber",
        "Bags that go along and ask no questions. Repaired free, for ever.",
        "backpack tote flask cap", "Fjell Voyage Depot Commuter Nomad Summit Ferry Waypoint",
        "Every strap is bar-tacked twice, because once is a rumour.",
    ),
    _make_shop(
        "Meridian Time & Light", "Hugo Laurent", "Amélie Roche",
        "Watches, shades and clocks for people who are almost on time.",
        "watch sunglasses clock", "Meridian Equinox Noon Solstice Horizon Zenith Dusk Longitude",
        "Adjusted on our bench for a week before it leaves.",
    ),
    _make_shop(
        "Kiln House", "Sofia Almeida", "Tiago Ramos, Rita Nunes",
        "A pottery with one big kiln and strong opinions on handles.",
        "mug bowl vase teapot", "Speckle Ember Dune Ash River Moon Pebble Cloud",
        "No two are alike; that is the point.",
    ),
    _make_shop(
        "Sharp Practice", "Kenji Watanabe", "Mia Sørensen",
        "Knives, boards and coffee. In that order, most mornings.",
        "knife board moka carafe", "Santoku Cedar Bolster Grain Copper Hearth Mise Market",
        "We sharpen it free once a year; bring cake.",
    ),
    _make_shop(
        "Lantern Row", "Beatriz Costa", "Oskar Nyman",
        "Light and chairs for rooms in which nobody is in a hurry.",
        "lamp chair stool candle", "Lumen Porch Ember Velvet Alcove Parlour Hush Reading",
        "Built slowly, packed well, delivered by people who wipe their feet.",
    ),
    _make_shop(
        "The Green Ledge", "Priya Raman", "Tom Visser",
        "Plants that want to live, pots that want to stay. Advice is free.",
        "plant vase candle cushion", "Fern Ivy Terrace Canopy Clover Meadow Windowsill Jungle",
        "It comes with a note on light, water and forgiveness.",
    ),
    _make_shop(
        "Low End Theory Audio", "Dante Moretti", "Zoë Adeyemi",
        "Second-hand ears, first-rate sound. Everything is played before it is sold.",
        "headphones speaker turntable vinyl", "Echo Bass Midnight Velvet Reverb Analog Loop Subway",
        "Burnt in for twenty hours with records we like.",
    ),
    _make_shop(
        "Silver Halide", "Nora Eklund", "Petr Novák",
        "Film cameras brought back to life, and the odd fine keyboard.",
        "camera keyboard notebook pencils", "Aperture Halide Grain Contact Proof Darkroom Frame Exposure",
        "Cleaned, re-sealed, metered and shot with a test roll.",
    ),
    _make_shop(
        "Kerb & Hill", "Diego Fuentes", "Hannah Brandt",
        "For everything between the front door and the summit.",
        "helmet skateboard ball kettlebell mat tent", "Kerb Downhill Asphalt Basecamp Rebound Plaza Sunrise Overpass",
        "Ridden, dropped and rained on by the people who sell it.",
    ),
    _make_shop(
        "Paper Tiger Press", "Clara Whitfield", "Samir Patel",
        "Small books, big prints and one guitar-shaped weakness.",
        "book poster notebook guitar vinyl", "Paper Lighthouse Quiet Tidal Nocturne Atlas Orchard Wren",
        "Printed in an old tram shed, on paper that smells right.",
    ),
)  # fmt: skip
