"""The types of products: category, names, price range, sizes and selling points of each."""

from dataclasses import dataclass

CATEGORIES = (
    "Shoes",
    "Clothing",
    "Bags & Accessories",
    "Kitchen & Table",
    "Home & Living",
    "Sound & Cameras",
    "Sport & Outdoors",
    "Books & Art",
)
SHOE_SIZES = ("38", "39", "40", "41", "42", "43", "44", "45")
CLOTHES_SIZES = ("XS", "S", "M", "L", "XL")
SOCK_SIZES = ("36-38", "39-41", "42-45")
HELMET_SIZES = ("S", "M", "L")
ONE_SIZE = ("",)


@dataclass(frozen=True)
class ProductType:
    """A type of product. Prices are the lowest and the highest, in whole units of the site's currency."""

    category: str
    nouns: tuple[str, ...]
    prices: tuple[int, int]
    selling_points: tuple[str, ...]
    sizes: tuple[str, ...] = ONE_SIZE


def _make_shoes(nouns: str, low: int, high: int, *selling_points: str) -> ProductType:
    return ProductType("Shoes", tuple(nouns.split(", ")), (low, high), selling_points, SHOE_SIZES)


def _make_clothes(
    nouns: str, low: int, high: int, *selling_points: str, sizes: tuple[str, ...] = CLOTHES_SIZES
) -> ProductType:
    return ProductType("Clothing", tuple(nouns.split(", ")), (low, high), selling_points, sizes)


def _make_type(
    category: str, nouns: str, low: int, high: int, *selling_points: str, sizes: tuple[str, ...] = ONE_SIZE
) -> ProductType:
    return ProductType(category, tuple(nouns.split(", ")), (low, high), selling_points, sizes)


BAGS, KITCHEN, HOME = "Bags & Accessories", "Kitchen & Table", "Home & Living"
SOUND, SPORT, BOOKS = "Sound & Cameras", "Sport & Outdoors", "Books & Art"

PRODUCT_TYPES: dict[str, ProductType] = {
    "sneaker": _make_shoes(
        "Sneaker, Court Shoe, Low Top", 79, 149, "Full-grain upper on a stitched cup sole.", "Resoled by us for life."
    ),
    "runner": _make_shoes(
        "Trail Runner, Road Runner, Trainer", 95, 179, "Light foam under a mesh that breathes.", "8 mm drop, 240 g."
    ),
    "high-top": _make_shoes("High-Top, Canvas Boot", 69, 125, "Heavy canvas, rubber toe.", "Organic cotton laces."),
    "boot": _make_shoes(
        "Chelsea Boot, Ankle Boot", 129, 249, "Vegetable-tanned leather.", "Elastic that keeps its spring."
    ),
    "slide": _make_shoes("Slide, Pool Slide", 29, 59, "One moulded piece with a soft strap.", "Rinse it and go."),
    "tee": _make_clothes(
        "Tee, T-Shirt, Pocket Tee", 24, 45, "Heavy organic jersey, 220 g.", "Washed, so it stays its size."
    ),
    "hoodie": _make_clothes("Hoodie, Hooded Sweatshirt", 59, 98, "Brushed loopback cotton.", "Double-lined hood."),
    "sweater": _make_clothes(
        "Jumper, Knit, Crewneck", 79, 159, "Knitted from lambswool.", "Fully fashioned, no side seams."
    ),
    "beanie": _make_clothes(
        "Beanie, Watch Cap", 22, 45, "Ribbed merino, turned up once.", "Fits most heads.", sizes=ONE_SIZE
    ),
    "scarf": _make_clothes(
        "Scarf, Wool Scarf", 39, 95, "Woven in one piece, 180 cm.", "Fringed by hand.", sizes=ONE_SIZE
    ),
    "socks": _make_clothes(
        "Socks, Crew Socks", 12, 22, "Combed cotton with a flat toe.", "Two pairs.", sizes=SOCK_SIZES
    ),
    "backpack": _make_type(
        BAGS, "Backpack, Day Pack, Rucksack", 79, 189, "Waxed canvas, 22 litres.", "Sleeve for a laptop."
    ),
    "tote": _make_type(
        BAGS, "Tote, Market Bag", 19, 49, "Heavy canvas, printed by hand.", "Carries a week of groceries."
    ),
    "watch": _make_type(
        BAGS, "Watch, Field Watch", 129, 390, "Automatic movement, sapphire glass.", "38 mm, good to 100 m."
    ),
    "sunglasses": _make_type(
        BAGS, "Sunglasses, Shades", 59, 169, "Bio-acetate frame.", "Polarised, full UV protection."
    ),
    "cap": _make_type(BAGS, "Cap, Five-Panel", 25, 45, "Washed twill, soft brim.", "Strap at the back."),
    "mug": _make_type(
        KITCHEN, "Mug, Coffee Mug, Cup", 16, 34, "Thrown stoneware, 320 ml.", "Each glaze falls its own way."
    ),
    "teapot": _make_type(KITCHEN, "Teapot, Kettle", 45, 110, "Pours without a drip.", "Strainer inside, 900 ml."),
    "bowl": _make_type(
        KITCHEN, "Bowl, Fruit Bowl, Serving Bowl", 28, 75, "Stoneware, fired twice.", "Safe in oven and dishwasher."
    ),
    "knife": _make_type(
        KITCHEN, "Chef's Knife, Kitchen Knife", 79, 240, "Carbon steel, ground thin.", "Comes sharp, stays sharp."
    ),
    "board": _make_type(
        KITCHEN, "Cutting Board, Serving Board", 29, 79, "End pieces of one tree.", "Oiled, ready to use."
    ),
    "carafe": _make_type(KITCHEN, "Carafe, Decanter", 29, 65, "Mouth-blown glass, 1.2 litres.", "Cork from Portugal."),
    "moka": _make_type(
        KITCHEN, "Moka Pot, Coffee Maker", 35, 69, "Three strong cups in four minutes.", "For every stove."
    ),
    "lamp": _make_type(HOME, "Table Lamp, Bedside Lamp", 69, 189, "Warm, dimmable light.", "Linen cord, 1.8 m."),
    "vase": _make_type(HOME, "Vase, Bud Vase", 32, 95, "Turned by hand, glazed inside.", "Looks good empty, too."),
    "candle": _make_type(
        HOME, "Candle, Scented Candle", 18, 42, "Rapeseed wax and a cotton wick.", "Burns for 45 hours."
    ),
    "chair": _make_type(HOME, "Armchair, Lounge Chair", 289, 690, "Beech legs, wool cover.", "Arrives in one piece."),
    "plant": _make_type(
        HOME, "House Plant, Potted Plant", 24, 68, "Forgives a missed watering.", "Pot and saucer come along."
    ),
    "clock": _make_type(
        HOME, "Wall Clock, Kitchen Clock", 39, 99, "Silent sweep, no ticking.", "Runs a year on one battery."
    ),
    "cushion": _make_type(HOME, "Cushion, Throw Pillow", 29, 69, "Linen front, feather inside.", "50 by 50 cm."),
    "stool": _make_type(HOME, "Stool, Milking Stool", 79, 189, "Solid oak, no screws.", "Holds 120 kg."),
    "headphones": _make_type(
        SOUND, "Headphones, Studio Headphones", 89, 329, "Closed, calm, 40 hours.", "Pads you can replace."
    ),
    "camera": _make_type(
        SOUND, "Camera, Film Camera, Rangefinder", 240, 890, "35 mm film, all mechanical.", "Serviced and tested."
    ),
    "speaker": _make_type(
        SOUND, "Speaker, Shelf Speaker", 79, 349, "Full sound from a small box.", "Bluetooth and line in."
    ),
    "turntable": _make_type(
        SOUND, "Turntable, Record Player", 199, 590, "Belt drive, 33 and 45.", "Set up and levelled by us."
    ),
    "keyboard": _make_type(
        SOUND, "Keyboard, Desk Keyboard", 89, 199, "Mechanical, hot-swappable.", "Quiet enough for an office."
    ),
    "helmet": _make_type(
        SPORT,
        "Helmet, Commuter Helmet",
        59,
        149,
        "Light shell, eleven vents.",
        "Turn the dial to fit.",
        sizes=HELMET_SIZES,
    ),
    "skateboard": _make_type(
        SPORT, "Skateboard, Cruiser", 69, 169, "Seven plies of maple.", "Soft wheels for rough streets."
    ),
    "flask": _make_type(
        SPORT, "Bottle, Thermos Bottle", 25, 49, "Steel, double wall, 600 ml.", "Hot for 12 hours, cold for 24."
    ),
    "ball": _make_type(SPORT, "Basketball, Street Ball", 25, 59, "Grips in the wet.", "Size 7, pumped and ready."),
    "kettlebell": _make_type(
        SPORT, "Kettlebell", 39, 99, "Cast in one piece.", "Flat base, smooth handle.", sizes=("8 kg", "12 kg", "16 kg")
    ),
    "mat": _make_type(SPORT, "Yoga Mat, Training Mat", 39, 95, "Natural rubber, 4 mm.", "Straps to carry it."),
    "tent": _make_type(SPORT, "Tent, Trekking Tent", 189, 490, "Two people, two doors, 1.9 kg.", "Up in four minutes."),
    "book": _make_type(
        BOOKS,
        "Essays, Stories, Field Guide, Cookbook",
        18,
        45,
        "Cloth-bound, thread-sewn.",
        "First edition, 248 pages.",
    ),
    "notebook": _make_type(BOOKS, "Notebook, Journal", 14, 28, "Lies flat, takes ink.", "192 dotted pages."),
    "poster": _make_type(
        BOOKS, "Print, Art Print, Screen Print", 35, 120, "Five colours, pulled by hand.", "Framed, 50 by 70 cm."
    ),
    "vinyl": _make_type(BOOKS, "LP, Record", 19, 38, "180 g, pressed in a small run.", "With a download code."),
    "guitar": _make_type(BOOKS, "Guitar, Parlour Guitar", 249, 790, "Solid spruce top.", "Set up with low action."),
    "pencils": _make_type(BOOKS, "Colour Pencils, Pencil Set", 12, 34, "Soft leads, seven shades.", "Cedar, not lime."),
}

COLOURS = (
    "Forest", "Chalk", "Brick", "Ink", "Ochre", "Haze", "Charcoal", "Moss", "Plum", "Coral", "Teal", "Oat",
    "Cocoa", "Lilac", "Rose", "Sage", "Navy", "Sky", "Sand", "Cherry", "Mustard", "Graphite", "Mint", "Clay",
)  # fmt: skip
