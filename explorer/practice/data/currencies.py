"""Currencies: USD is 1 and EUR 125, as in Odoo; the rest follow in the order of this list.

Code, number of ISO 4217, name, symbol, position of the symbol, decimals, active, rate against the US dollar.
"""

from __future__ import annotations

EURO = 125

CURRENCIES = """\
USD|840|United States dollar|$|before|2|1|1.0
AED|784|United Arab Emirates dirham|DH|after|2|0|3.6725
ARS|032|Argentine peso|$|before|2|0|1412.5
AUD|036|Australian dollar|$|before|2|1|1.5318
BDT|050|Bangladeshi taka|৳|after|2|0|122.1
BGN|975|Bulgarian lev|лв|after|2|0|1.6902
BHD|048|Bahraini dinar|BD|after|3|0|0.377
BRL|986|Brazilian real|R$|before|2|1|5.3742
CAD|124|Canadian dollar|$|before|2|1|1.3987
CHF|756|Swiss franc|CHF|before|2|1|0.8034
CLP|152|Chilean peso|$|before|0|0|948.2
CNY|156|Chinese yuan|¥|before|2|0|7.1231
COP|170|Colombian peso|$|before|2|0|3865.0
CZK|203|Czech koruna|Kč|after|2|0|21.03
DKK|208|Danish krone|kr|after|2|1|6.4531
EGP|818|Egyptian pound|E£|after|2|0|47.3
GBP|826|Pound sterling|£|before|2|1|0.7612
HKD|344|Hong Kong dollar|$|before|2|0|7.7783
HUF|348|Hungarian forint|Ft|after|0|0|334.6
IDR|360|Indonesian rupiah|Rp|before|2|0|16640.0
ILS|376|Israeli new shekel|₪|after|2|0|3.25
INR|356|Indian rupee|₹|before|2|1|88.72
ISK|352|Icelandic króna|kr|after|0|0|126.4
JPY|392|Japanese yen|¥|before|0|1|154.81
KES|404|Kenyan shilling|KSh|after|2|0|129.3
KRW|410|South Korean won|₩|before|0|0|1461.0
KWD|414|Kuwaiti dinar|د.ك|after|3|0|0.3071
MAD|504|Moroccan dirham|DH|after|2|0|9.28
MXN|484|Mexican peso|$|before|2|1|18.41
MYR|458|Malaysian ringgit|RM|before|2|0|4.13
NGN|566|Nigerian naira|₦|after|2|0|1437.0
NOK|578|Norwegian krone|kr|after|2|1|10.11
NZD|554|New Zealand dollar|$|before|2|0|1.7702
PEN|604|Peruvian sol|S/|before|2|0|3.37
PHP|608|Philippine peso|₱|before|2|0|58.9
PKR|586|Pakistani rupee|Rs.|after|2|0|280.9
PLN|985|Polish złoty|zł|after|2|1|3.6611
RON|946|Romanian leu|lei|after|2|0|4.3904
RSD|941|Serbian dinar|din.|after|2|0|101.3
SAR|682|Saudi riyal|SR|after|2|0|3.75
SEK|752|Swedish krona|kr|after|2|1|9.4812
SGD|702|Singapore dollar|S$|before|2|0|1.3021
THB|764|Thai baht|฿|after|2|0|32.41
TND|788|Tunisian dinar|DT|after|3|0|2.95
TRY|949|Turkish lira|₺|after|2|0|42.2
TWD|901|New Taiwan dollar|NT$|before|2|0|31.0
TZS|834|Tanzanian shilling|TSh|after|2|0|2450.0
UAH|980|Ukrainian hryvnia|₴|after|2|0|42.1
UGX|800|Ugandan shilling|USh|after|0|0|3580.0
UYU|858|Uruguayan peso|$|before|2|0|39.8
VND|704|Vietnamese đồng|₫|after|0|0|26340.0
XAF|950|Central African CFA franc|FCFA|after|0|0|565.9
XCD|951|East Caribbean dollar|$|before|2|0|2.7
XOF|952|West African CFA franc|CFA|after|0|0|565.9
XPF|953|CFP franc|XPF|after|0|0|102.9
ZAR|710|South African rand|R|before|2|0|17.21
EUR|978|Euro|€|after|2|1|0.8627
"""
