"""Invented files in the shape of SIPRI's, with every quirk that the real ones have."""

HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
    "SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
GEMT = [
    (
        "Germany,United States,2023,,500,,MIM-104 PAC-2,SAM,0,,,New,"
        "GEM-T version; produced under licence in FRG,1,500,0"
    ),
    (
        "Netherlands,United States,2022,?,96,?,MIM-104 PAC-2,SAM,0,,,New,"
        "GEM-T version; from production line in Germany,1,96,0"
    ),
    (
        "Romania,United States,2023,?,200,,MIM-104 PAC-2,SAM,0,,,New,"
        "GEM-T version; from German production line,1,200,0"
    ),
    "Spain,United States,2023,?,,,MIM-104 PAC-2,SAM,0,,,New,GEM-T version,1,0,0",
]
ORDERS = [
    "Ukraine,Poland,2022,,40,?,Falke-2,tank,40,?,2022; 2023,Second hand,Second-hand; aid,1.5,60,60",
    "Ukraine,Norway,2022,?,12,,M\u00f6rser 3,mortar,0,,,New,Financed by Danish aid,0.1,1.2,0",
    "Kenya,unknown supplier(s),2019,,3,,Vector,helicopter turret,3,,2020,New,,1,3,3",
    "United Nations**,Israel,2015,,3,,Falke-UAV,UAV,3,,2016,New,3-year lease,3,9,9",
    "Hungary,Sweden,2021,,8,,Odd-1,sand yacht,2,?,2023,Second hand but modernized,,2,16,4",
    # Equal rows are two orders, not one.
    "Ukraine,Norway,2023,,2,,NASAMS,SAM system,2,,2023,Second hand,Second-hand; aid,6,12,12",
    "Ukraine,Norway,2023,,2,,NASAMS,SAM system,2,,2023,Second hand,Second-hand; aid,6,12,12",
    # Broken over two lines: the trend values have slipped to the next one.
    "Thailand,Ukraine,2008,,14,,Eber-3,APC,13,?,2010; 2012,New,Part of a deal",
    ",0.25,3.5,3.25",
    (
        "Slovenia,Germany,2023,,2,,IRIS-T SL,SAM system,0,,,New,"
        "Selected but contract not yet signed,25,50,0"
    ),
]


def register(*lines, header=HEADER, preamble=()):
    """The bytes of a register."""
    return "\n".join([*preamble, header, *lines, ""]).encode("iso-8859-1")


DELIVERY_HEADER = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,"
    "Order date,Order date is estimate,Numbers delivered,Numbers delivered is estimate,"
    "Delivery year,Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,"
    "TIV delivery values,Local production"
)
DELIVERY_PREAMBLE = [
    "Transfers of major conventional arms",
    "A '?' in a column indicates uncertain data.",
    "",
    "Data generated: 3 Jan 2025 9:16:02 PM",
]
DELIVERIES = [
    (
        "101,Ukraine,Afghanistan,Adler-32,transport aircraft,Aircraft,2007,No,4,No,2008,No,"
        "Second hand,11,4.4,17.6,No"
    ),
    (
        "102,Germany,Ukraine,MIM-104 PAC-2,SAM,Missiles,2022,Yes,16,Yes,2023,No,"
        "Second hand,1,0.4,6.4,No"
    ),
    (
        "102,Germany,Ukraine,MIM-104 PAC-2,SAM,Missiles,2022,Yes,4,No,2024,Yes,"
        "Second hand,1,0.4,1.6,No"
    ),
    "103,Spain,NATO**,Falke-9,fire control radar,Sensors,2020,No,1,No,2021,No,New,5,5,5,Yes",
]


def deliveries(*lines, header=DELIVERY_HEADER, preamble=DELIVERY_PREAMBLE):
    """The bytes of a delivery download."""
    return "\n".join([*preamble, header, *lines, ""]).encode("iso-8859-1")
