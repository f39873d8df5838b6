"""People and towns of sixteen countries: first names, surnames, towns with codes and states, streets, endings of firms.

All people and companies made from these lists are invented; their mail addresses end in `example.com`.
"""

from __future__ import annotations

from typing import NamedTuple


class Region(NamedTuple):
    """What names and addresses look like in a country.

    `towns` are `Town|postal code|state code` (the state may be empty), `street` has `{}` for the house number,
    `phone` has a # for each digit, `weight` says how many contacts live there against the others.
    """

    code: str
    weight: int
    first: str
    last: str
    towns: tuple[str, ...]
    streets: tuple[str, ...]
    phone: str
    endings: tuple[str, ...]
    timezone: str


REGIONS = (
    Region(
        "US", 30,
        "Ava Caleb Dana Elliot Grace Hank Iris Jonah Kira Leon Maya Nolan Paige Quinn Ruth Seth Tessa Wade",
        "Abbott Barlow Calloway Dawson Ellery Fenwick Garrison Holloway Ingram Kendrick Langford Mercer Norwood "
        "Prescott Radcliffe Sinclair Thorne Whitaker",
        ("San Francisco|94107|CA", "Portland|97205|OR", "Denver|80203|CO", "Austin|78701|TX", "Chicago|60607|IL",
         "Columbus|43215|OH", "Newark|07102|NJ", "Pittsburgh|15222|PA", "Boston|02110|MA", "Seattle|98101|WA"),
        ("{} Alder Street", "{} Mission Avenue", "{} Lakeview Drive", "{} Foundry Lane", "{} Juniper Road"),
        "+1 555 ### ####", ("Inc.", "LLC", "Corp.", "Co."), "America/Los_Angeles",
    ),
    Region(
        "CA", 6, "Amélie Bryn Colette Derek Fiona Gavin Heather Ian Joël Maude",
        "Bouchard Campbell Desjardins Fraser Gauthier Lavoie MacLeod Pelletier Roy Tremblay",
        ("Montréal|H2Y 1C6|QC", "Toronto|M5V 2T6|ON", "Vancouver|V6B 1A1|BC", "Halifax|B3J 1S9|NS"),
        ("{} rue des Érables", "{} Maple Avenue", "{} Harbour Street"), "+1 555 ### ####", ("Inc.", "Ltd."),
        "America/Toronto",
    ),
    Region(
        "FR", 10, "Adèle Bastien Camille Damien Élise Florent Gaëlle Hugo Inès Julien Léa Mathis Noémie Quentin",
        "Aubert Besson Chevalier Delorme Faure Garnier Lemoine Marchand Perrin Renaud Rousseau Vasseur",
        ("Paris|75011|", "Lyon|69002|", "Bordeaux|33000|", "Lille|59800|", "Nantes|44000|", "Strasbourg|67000|"),
        ("{} rue des Tilleuls", "{} avenue de la Gare", "{} quai du Port", "{} place du Marché"),
        "+33 1 ## ## ## ##", ("SARL", "SAS", "et Fils"), "Europe/Paris",
    ),
    Region(
        "DE", 10, "Anke Björn Carla Dieter Elke Frieda Gunnar Heike Jörg Katrin Lars Mareike Nils Ulrike",
        "Albrecht Becker Dietrich Engel Fuchs Hoffmann Jäger Krüger Lindner Neumann Schäfer Vogt Winkler",
        ("Berlin|10115|BE", "Hamburg|20095|HH", "München|80331|BY", "Köln|50667|NW", "Leipzig|04109|SN",
         "Stuttgart|70173|BW"),
        ("Lindenstraße {}", "Am Hafen {}", "Mühlenweg {}", "Bahnhofstraße {}"),
        "+49 30 #### ####", ("GmbH", "AG", "KG", "GmbH & Co. KG"), "Europe/Berlin",
    ),
    Region(
        "BE", 7, "Anouk Bram Céline Dries Elien Fien Jef Lotte Maarten Sofie Wout",
        "Claes Desmet Dubois Goossens Jacobs Lambert Maes Peeters Vermeulen Wouters",
        ("Bruxelles|1000|", "Gent|9000|", "Antwerpen|2000|", "Liège|4000|", "Namur|5000|"),
        ("Kerkstraat {}", "Rue du Moulin {}", "Chaussée de Namur {}"), "+32 2 ### ## ##", ("NV", "BV", "SRL"),
        "Europe/Brussels",
    ),
    Region(
        "NL", 5, "Anneke Bas Daan Eva Femke Gijs Hanna Joris Lieke Sander",
        "Bakker Vos Dijkstra Hendriks Jansen Kuipers Mulder Smit Vermeer Visser",
        ("Amsterdam|1012 AB|", "Utrecht|3511 LX|", "Rotterdam|3011 AA|", "Groningen|9711 LM|"),
        ("Prinsengracht {}", "Dorpsstraat {}", "Molenweg {}"), "+31 20 ### ####", ("B.V.", "V.O.F."),
        "Europe/Amsterdam",
    ),
    Region(
        "GB", 9, "Alfie Bethan Callum Daisy Edmund Freya Gareth Imogen Jasper Lorna Niamh Owen Poppy Rhys",
        "Ashworth Blackwood Carmichael Drummond Fairfax Hargreaves Lockhart Pemberton Sutcliffe Thackeray Wycliffe",
        ("London|EC1A 1BB|", "Manchester|M1 1AE|", "Edinburgh|EH1 1YZ|", "Cardiff|CF10 1EP|", "Leeds|LS1 4AP|"),
        ("{} Mill Lane", "{} Station Road", "{} Kingfisher Way", "{} The Crescent"),
        "+44 20 #### ####", ("Ltd", "plc", "& Sons"), "Europe/London",
    ),
    Region(
        "ES", 5, "Alba Bruno Carmen Diego Elena Gonzalo Irene Javier Lucía Marcos Nuria Pablo",
        "Álvarez Blanco Castillo Domínguez Fuentes Herrera Iglesias Molina Navarro Ortega Serrano",
        ("Madrid|28013|M", "Barcelona|08002|B", "Valencia|46002|V", "Bilbao|48001|BI", "Sevilla|41001|SE"),
        ("Calle Mayor {}", "Avenida del Mar {}", "Plaza Nueva {}"), "+34 91 ### ## ##", ("S.L.", "S.A."),
        "Europe/Madrid",
    ),
    Region(
        "IT", 5, "Alessia Bruno Chiara Davide Elisa Fabio Giulia Luca Martina Nicolò Paola Stefano",
        "Barbieri Conti Esposito Ferrara Galli Lombardi Marchetti Pellegrini Rinaldi Santoro Vitale",
        ("Milano|20121|MI", "Torino|10121|TO", "Bologna|40121|BO", "Roma|00184|RM", "Napoli|80132|NA"),
        ("Via Garibaldi {}", "Corso Italia {}", "Viale dei Pini {}"), "+39 02 #### ####", ("S.r.l.", "S.p.A."),
        "Europe/Rome",
    ),
    Region(
        "PL", 3, "Agnieszka Bartosz Ewa Grzegorz Joanna Krzysztof Małgorzata Paweł Zofia",
        "Borkowski Dąbrowska Jankowski Krawczyk Maj Nowicka Pawlak Sikora Wrona",
        ("Warszawa|00-001|", "Kraków|31-042|", "Gdańsk|80-831|", "Łódź|90-001|"),
        ("ul. Lipowa {}", "ul. Długa {}"), "+48 22 ### ## ##", ("Sp. z o.o.", "S.A."), "Europe/Warsaw",
    ),
    Region(
        "SE", 3, "Astrid Björn Ebba Gustav Ingrid Linnea Nils Saga Viktor",
        "Bergström Dahl Ekström Forsberg Holmgren Lindqvist Nyström Sandberg Wallin",
        ("Stockholm|111 20|", "Göteborg|411 03|", "Malmö|211 22|"), ("Storgatan {}", "Björkvägen {}"),
        "+46 8 ### ### ##", ("AB", "HB"), "Europe/Stockholm",
    ),
    Region(
        "CH", 3, "Beat Corinne Flurina Reto Sandrine Urs Yvonne", "Ammann Brunner Favre Gerber Keller Meier Zbinden",
        ("Zürich|8001|", "Bern|3011|", "Lausanne|1003|", "Basel|4051|"), ("Seestrasse {}", "Rue du Lac {}"),
        "+41 44 ### ## ##", ("AG", "SA", "GmbH"), "Europe/Zurich",
    ),
    Region(
        "MX", 3, "Adriana Emilio Fernanda Ignacio Jimena Mateo Regina Rodrigo Valeria",
        "Aguilar Cordero Estrada Guerrero Luna Mendoza Quintero Salazar Zamora",
        ("Ciudad de México|06000|CMX", "Guadalajara|44100|JAL", "Monterrey|64000|NLE"),
        ("Calle Hidalgo {}", "Avenida Reforma {}"), "+52 55 #### ####", ("S.A. de C.V.", "S. de R.L."),
        "America/Mexico_City",
    ),
    Region(
        "BR", 3, "Beatriz Caio Fernanda Gustavo Helena João Larissa Rafael Thaís",
        "Almeida Barbosa Cardoso Farias Lacerda Moreira Nogueira Pinheiro Teixeira",
        ("São Paulo|01310-100|SP", "Rio de Janeiro|20040-020|RJ", "Curitiba|80010-000|PR"),
        ("Rua das Acácias {}", "Avenida Atlântica {}"), "+55 11 #### ####", ("Ltda.", "S.A."), "America/Sao_Paulo",
    ),
    Region(
        "IN", 4, "Aarav Diya Ishaan Kavya Meera Nikhil Priya Rohan Sanjana Vikram",
        "Banerjee Chatterjee Desai Gupta Iyer Joshi Kulkarni Menon Nair Reddy",
        ("Bengaluru|560001|KA", "Mumbai|400001|MH", "New Delhi|110001|DL", "Chennai|600001|TN"),
        ("{} MG Road", "{} Station Road"), "+91 80 #### ####", ("Pvt. Ltd.", "LLP"), "Asia/Kolkata",
    ),
    Region(
        "AU", 4, "Archie Bonnie Cooper Ella Jarrah Kayla Lachlan Matilda Tahlia Zac",
        "Beaumont Carrington Dempsey Gallagher Hartley McKenna O'Brien Tennant Winslow",
        ("Sydney|2000|NSW", "Melbourne|3000|VIC", "Brisbane|4000|QLD", "Perth|6000|WA"),
        ("{} Banksia Street", "{} Wharf Road"), "+61 2 #### ####", ("Pty Ltd", "Ltd"), "Australia/Sydney",
    ),
)  # fmt: skip

FIRM_STARTS = (
    "Alder", "Amber", "Anchor", "Aspen", "Beacon", "Birch", "Bluebell", "Boulder", "Bramble", "Bridge", "Brook",
    "Canyon", "Cedar", "Cinder", "Clover", "Cobalt", "Copper", "Coral", "Crescent", "Delta", "Ember", "Falcon",
    "Fern", "Flint", "Granite", "Harbor", "Hazel", "Heron", "Hollow", "Indigo", "Ivory", "Juniper", "Kestrel",
    "Lantern", "Larch", "Linden", "Lumen", "Maple", "Marble", "Meadow", "Mistral", "Moss", "Nimbus", "North", "Oak",
    "Opal", "Orchard", "Osprey", "Pebble", "Pine", "Quarry", "Quartz", "Raven", "Redwood", "Ridge", "River",
    "Rowan", "Saffron", "Sage", "Silver", "Solstice", "Spruce", "Summit", "Tamarind", "Thistle", "Tidal", "Umber",
    "Vale", "Verdant", "Vesper", "Violet", "Walnut", "Willow", "Zephyr",
)  # fmt: skip

FIRM_ENDS = (
    "Architects", "Bakery", "Bikes", "Books", "Brewing", "Builders", "Catering", "Ceramics", "Clinic", "Coffee",
    "Consulting", "Cycles", "Dental", "Design", "Electronics", "Energy", "Engineering", "Events", "Farms", "Film",
    "Foods", "Freight", "Furnishings", "Gallery", "Gardens", "Glass", "Hotels", "Interiors", "Kitchens", "Labs",
    "Legal", "Lighting", "Logistics", "Marine", "Mechanics", "Media", "Metals", "Mills", "Motors", "Optics",
    "Outdoor", "Packaging", "Paper", "Pharma", "Plastics", "Press", "Recycling", "Robotics", "Roofing", "School",
    "Software", "Solar", "Studio", "Surveys", "Systems", "Textiles", "Timber", "Tools", "Toys", "Travel",
    "Veterinary", "Vineyards", "Works",
)  # fmt: skip

JOBS = (
    "Buyer", "Office Manager", "Chief Executive", "Head of Purchasing", "Facility Manager", "Accountant",
    "Project Lead", "Assistant", "Workshop Manager", "IT Manager", "Marketing Lead", "Site Manager",
    "Head of Logistics", "Owner", "Technician", "Designer",
)  # fmt: skip
