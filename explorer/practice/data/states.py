"""States and provinces, in the order that gives Odoo's ids: Australia 1 to 8, the United States from 9 (13 California).

The ids of the United States stand in `19.0/073-jsonrpc-search_read-empty-fields-list`; those after 70 are our own.
"""

from __future__ import annotations

STATES = {
    "AU": """\
ACT Australian Capital Territory| NSW New South Wales| NT Northern Territory| QLD Queensland|
SA South Australia| TAS Tasmania| VIC Victoria| WA Western Australia""",
    "US": """\
AL Alabama| AK Alaska| AZ Arizona| AR Arkansas| CA California| CO Colorado| CT Connecticut| DE Delaware|
DC District of Columbia| FL Florida| GA Georgia| HI Hawaii| ID Idaho| IL Illinois| IN Indiana| IA Iowa|
KS Kansas| KY Kentucky| LA Louisiana| ME Maine| MT Montana| NE Nebraska| NV Nevada| NH New Hampshire|
NJ New Jersey| NM New Mexico| NY New York| NC North Carolina| ND North Dakota| OH Ohio| OK Oklahoma|
OR Oregon| MD Maryland| MA Massachusetts| MI Michigan| MN Minnesota| MS Mississippi| MO Missouri|
PA Pennsylvania| RI Rhode Island| SC South Carolina| SD South Dakota| TN Tennessee| TX Texas| UT Utah|
VT Vermont| VA Virginia| WA Washington| WV West Virginia| WI Wisconsin| WY Wyoming| AS American Samoa|
FM Federated States of Micronesia| GU Guam| MH Marshall Islands| MP Northern Mariana Islands| PW Palau|
PR Puerto Rico| VI Virgin Islands| AA Armed Forces Americas| AE Armed Forces Europe| AP Armed Forces Pacific""",
    "BR": """\
AC Acre| AL Alagoas| AP Amapá| AM Amazonas| BA Bahia| CE Ceará| DF Distrito Federal| ES Espírito Santo|
GO Goiás| MA Maranhão| MT Mato Grosso| MS Mato Grosso do Sul| MG Minas Gerais| PA Pará| PB Paraíba|
PR Paraná| PE Pernambuco| PI Piauí| RJ Rio de Janeiro| RN Rio Grande do Norte| RS Rio Grande do Sul|
RO Rondônia| RR Roraima| SC Santa Catarina| SP São Paulo| SE Sergipe| TO Tocantins""",
    "CA": """\
AB Alberta| BC British Columbia| MB Manitoba| NB New Brunswick| NL Newfoundland and Labrador|
NT Northwest Territories| NS Nova Scotia| NU Nunavut| ON Ontario| PE Prince Edward Island| QC Quebec|
SK Saskatchewan| YT Yukon""",
    "MX": """\
AGU Aguascalientes| BCN Baja California| CHH Chihuahua| CMX Ciudad de México| GUA Guanajuato| JAL Jalisco|
NLE Nuevo León| OAX Oaxaca| PUE Puebla| QUE Querétaro| VER Veracruz| YUC Yucatán""",
    "IN": """\
DL Delhi| GJ Gujarat| KA Karnataka| KL Kerala| MH Maharashtra| RJ Rajasthan| TN Tamil Nadu| TS Telangana|
UP Uttar Pradesh| WB West Bengal""",
    "ES": """\
B Barcelona| BI Bizkaia| M Madrid| MA Málaga| SE Sevilla| V Valencia| Z Zaragoza""",
    "IT": """\
BO Bologna| FI Firenze| MI Milano| NA Napoli| RM Roma| TO Torino| VE Venezia""",
    "DE": """\
BW Baden-Württemberg| BY Bavaria| BE Berlin| HH Hamburg| HE Hesse| NI Lower Saxony| NW North Rhine-
Westphalia| SN Saxony""",
}
"""Country -> `CODE Name`, separated by bars."""
