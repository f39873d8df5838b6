"""What the practice company sells: name, category, price, cost in percent of the price, kind, attributes.

Kinds: g goods, s services, c consumables that are not counted in stock. Attributes are `Attribute:Value/Value+extra`.
"""

from __future__ import annotations

CATEGORIES = (
    "All", "All/Goods", "All/Goods/Desks", "All/Goods/Chairs", "All/Goods/Storage", "All/Goods/Lighting",
    "All/Goods/Workshop", "All/Goods/Kitchen", "All/Supplies", "All/Supplies/Paper", "All/Supplies/Writing",
    "All/Supplies/Cleaning", "All/Electronics", "All/Electronics/Audio", "All/Electronics/Network", "All/Services",
    "All/Services/Training", "All/Services/Repair",
)  # fmt: skip

PRODUCTS = """\
Oak Desk|Desks|349.00|55|g|Finish:Natural/Smoked+30/White+15;Legs:Steel/Beech+25
Standing Desk|Desks|529.00|58|g|Finish:Natural/White
Corner Desk|Desks|419.00|57|g|
Folding Table|Desks|129.00|50|g|
Meeting Table for Eight|Desks|899.00|60|g|Finish:Natural/Smoked+60
Meeting Table for Twelve|Desks|1290.00|60|g|
Reception Counter|Desks|1450.00|62|g|
Drafting Table|Desks|459.00|54|g|
Laptop Stand|Desks|39.90|45|g|
Cable Tray|Desks|24.50|40|g|
Desk Divider|Desks|89.00|48|g|Color:Grey/Green/Blue
Monitor Arm|Desks|119.00|52|g|
Task Chair|Chairs|189.00|50|g|Color:Black/Grey/Green+10
Mesh Chair|Chairs|239.00|52|g|Color:Black/White
Conference Chair|Chairs|149.00|51|g|Legs:Steel/Beech+20
Stacking Chair|Chairs|59.00|45|g|
Kneeling Chair|Chairs|169.00|49|g|
Bar Stool|Chairs|99.00|47|g|
Visitor Bench|Chairs|279.00|53|g|
Lounge Chair|Chairs|449.00|58|g|Color:Sand/Rust
Two-Seat Sofa|Chairs|899.00|60|g|
Ergonomic Footrest|Chairs|49.00|42|g|
Drawer Unit|Storage|159.00|50|g|Color:White/Grey
Filing Cabinet|Storage|249.00|55|g|
Tall Cupboard|Storage|329.00|56|g|
Wall Shelf|Storage|69.00|44|g|
Bookcase|Storage|219.00|52|g|Finish:Natural/White
Archive Box|Storage|6.90|35|c|
Storage Crate|Storage|14.90|38|g|
Key Cabinet|Storage|79.00|46|g|
Locker for Four|Storage|389.00|57|g|
Coat Rack|Storage|89.00|43|g|
Umbrella Stand|Storage|39.00|41|g|
Desk Lamp|Lighting|79.00|46|g|Color:Black/White/Brass+15
Floor Lamp|Lighting|149.00|48|g|
Pendant Lamp|Lighting|129.00|47|g|Size:Small/Large+60
Track Light|Lighting|89.00|45|g|
Emergency Light|Lighting|59.00|44|g|
LED Bulb E27|Lighting|6.50|35|c|
LED Panel|Lighting|74.00|43|g|
Motion Sensor|Lighting|29.00|40|g|
Daylight Lamp|Lighting|99.00|45|g|
Workbench|Workshop|599.00|58|g|Size:150 cm/200 cm+120
Bench Vice|Workshop|119.00|50|g|
Tool Wall|Workshop|179.00|51|g|
Cordless Drill|Workshop|159.00|60|g|
Hand Saw|Workshop|29.50|44|g|
Torque Wrench|Workshop|94.00|52|g|
Measuring Tape|Workshop|12.90|36|g|
Safety Goggles|Workshop|9.90|35|g|
Work Gloves|Workshop|11.50|36|c|Size:S/M/L
Ear Defenders|Workshop|24.00|40|g|
Step Ladder|Workshop|139.00|50|g|
Trolley|Workshop|219.00|54|g|
Label Printer|Workshop|189.00|61|g|
Coffee Machine|Kitchen|749.00|63|g|
Espresso Beans 1 kg|Kitchen|19.90|55|c|
Herbal Tea 50 Bags|Kitchen|7.40|45|c|
Water Dispenser|Kitchen|329.00|58|g|
Kettle|Kitchen|49.00|46|g|
Mug Set of Six|Kitchen|34.00|40|g|
Cutlery Set|Kitchen|59.00|42|g|
Microwave|Kitchen|189.00|60|g|
Small Fridge|Kitchen|279.00|62|g|
Waste Sorting Station|Kitchen|249.00|54|g|
Copy Paper A4 500 Sheets|Paper|5.90|60|c|
Copy Paper A3 500 Sheets|Paper|11.90|60|c|
Notebook Ruled|Paper|4.50|38|c|Color:Black/Red/Blue
Notebook Squared|Paper|4.50|38|c|
Sticky Notes 12 Pads|Paper|8.90|37|c|
Envelopes C5 100|Paper|7.90|40|c|
Flip Chart Pad|Paper|14.50|43|c|
Desk Calendar|Paper|9.90|35|c|
Label Sheets|Paper|12.40|39|c|
Ballpoint Pen Box of 50|Writing|14.90|36|c|
Gel Pen Set|Writing|12.50|38|c|
Fountain Pen|Writing|39.00|47|g|
Highlighter Set|Writing|6.90|35|c|
Whiteboard|Writing|119.00|48|g|Size:90 cm/120 cm+40/180 cm+110
Whiteboard Markers|Writing|8.90|36|c|
Mechanical Pencil|Writing|7.90|37|c|
Correction Tape|Writing|2.90|33|c|
Stapler|Writing|12.90|41|g|
Hole Punch|Writing|15.90|42|g|
Scissors|Writing|8.40|39|g|
Floor Cleaner 5 l|Cleaning|18.90|44|c|
Hand Soap 5 l|Cleaning|16.40|43|c|
Paper Towels|Cleaning|22.00|50|c|
Window Kit|Cleaning|27.90|41|g|
Vacuum Cleaner|Cleaning|259.00|60|g|
Bin Bags 100|Cleaning|13.90|45|c|
Air Freshener|Cleaning|5.40|36|c|
Headset|Audio|89.00|56|g|
Conference Speaker|Audio|249.00|58|g|
Desk Microphone|Audio|119.00|55|g|
Sound Panel|Audio|64.00|44|g|Color:Grey/Green/Sand
Video Bar|Audio|699.00|64|g|
Projector|Audio|829.00|65|g|
Projection Screen|Audio|189.00|50|g|
Wireless Router|Network|149.00|60|g|
Network Switch 24 Ports|Network|229.00|61|g|
Patch Cable 2 m|Network|4.90|30|c|
Patch Cable 10 m|Network|11.90|31|c|
Access Point|Network|179.00|60|g|
Uninterruptible Power Supply|Network|299.00|62|g|
USB-C Dock|Network|189.00|59|g|
Surge Protector|Network|34.00|42|g|
Server Rack|Network|649.00|61|g|
Delivery and Assembly|Services|120.00|70|s|
Express Delivery|Services|45.00|72|s|
Office Planning, per Hour|Services|95.00|60|s|
Interior Design Concept|Services|1900.00|65|s|
Ergonomics Check|Services|150.00|60|s|
Removal of Old Furniture|Services|180.00|68|s|
Storage, per Month|Services|75.00|55|s|
Ergonomics Training|Training|480.00|58|s|
Safety Training|Training|390.00|57|s|
Tool Training|Training|340.00|57|s|
Chair Repair|Repair|85.00|62|s|
Lamp Repair|Repair|45.00|61|s|
Machine Maintenance|Repair|160.00|63|s|
Yearly Service Contract|Repair|590.00|64|s|
"""
