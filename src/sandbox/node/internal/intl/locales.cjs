'use strict'

// How dates and numbers are written, by the Unicode CLDR 48, which Node's ICU brings.
// Patterns: {E} weekday, {y} year, {M} month, {d} day, {h} hour, {m} minute, {s} second, {a} AM or PM, {z} time zone; doubled: two digits.
// `dates` has a pattern for each choice of weekday (none, short, long), year, month (none, numeric, short, long) and day, in this order.
// `groupsFrom`: with how many digits grouping begins.
const TABLE = `
en-US
decimal=.
group=,
minus=-
percent=#%
money=¤#
hourCycle=h12
groupsFrom=4
isIndian=0
symbols=USD$|EUR€|GBP£|JPY¥|INR₹|CNYCN¥|KRW₩|BRLR$|CADCA$|AUDA$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|PHP₱
dayPeriods=AM|PM
months=January|February|March|April|May|June|July|August|September|October|November|December
shortMonths=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec
days=Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday
shortDays=Sun|Mon|Tue|Wed|Thu|Fri|Sat
dates=|{d}|{M}|{M}/{d}|{M}|{M} {d}|{M}|{M} {d}|{y}|{y} (day: {d})|{M}/{y}|{M}/{d}/{y}|{M} {y}|{M} {d}, {y}|{M} {y}|{M} {d}, {y}|{E}|{d} {E}|{M} {E}|{E}, {M}/{d}|{M} {E}|{E}, {M} {d}|{E} (month: {M})|{E}, {M} {d}|{y} {E}|{d} {E} {y}|{M}/{y} {E}|{E}, {M}/{d}/{y}|{M} {y} {E}|{E}, {M} {d}, {y}|{M} {y} {E}|{E}, {M} {d}, {y}|{E}|{d} {E}|{M} {E}|{E}, {M}/{d}|{M} {E}|{E}, {M} {d}|{M} {E}|{E}, {M} {d}|{y} {E}|{d} {E} {y}|{M}/{y} {E}|{E}, {M}/{d}/{y}|{M} {y} {E}|{E}, {M} {d}, {y}|{M} {y} {E}|{E}, {M} {d}, {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {M} {d}, {y}|{M} {d}, {y}|{M} {d}, {y}|{M}/{d}/{y}
styleWidths=l4|l4|s4|n2
joins=, |, | at | at 
styleJoins= at | at |, |, 
timeStyles={h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a}|{h}:{mm}\u202f{a}
en-GB
decimal=.
group=,
minus=-
percent=#%
money=¤#
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USDUS$|EUR€|GBP£|JPYJP¥|INR₹|CNYCN¥|KRW₩|BRLR$|CADCA$|AUDA$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|PHP₱
dayPeriods=am|pm
months=January|February|March|April|May|June|July|August|September|October|November|December
shortMonths=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec
days=Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday
shortDays=Sun|Mon|Tue|Wed|Thu|Fri|Sat
dates=|{d}|{M}|{dd}/{MM}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (day: {d})|{MM}/{y}|{dd}/{MM}/{y}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {dd}/{MM}|{M} {E}|{E} {d} {M}|{E} (month: {M})|{E} {d} {M}|{y} {E}|{E} {d} {y}|{MM}/{y} {E}|{E}, {dd}/{MM}/{y}|{M} {y} {E}|{E}, {d} {M} {y}|{M} {y} {E}|{E}, {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {dd}/{MM}|{M} {E}|{E} {d} {M}|{M} {E}|{E} {d} {M}|{y} {E}|{E} {d} {y}|{MM}/{y} {E}|{E}, {dd}/{MM}/{y}|{M} {y} {E}|{E}, {d} {M} {y}|{M} {y} {E}|{E}, {d} {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{dd}/{MM}/{y}
styleWidths=l4|l4|s4|n4
joins=, |, | at | at 
styleJoins= at | at |, |, 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
en-CA
decimal=.
group=,
minus=-
percent=#%
money=¤#
hourCycle=h12
groupsFrom=4
isIndian=0
symbols=USDUS$|EUR€|GBP£|JPYJP¥|INR₹|CNYCN¥|KRW₩|BRLR$|CAD$|AUDA$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|PHP₱
dayPeriods=a.m.|p.m.
months=January|February|March|April|May|June|July|August|September|October|November|December
shortMonths=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec
days=Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday
shortDays=Sun|Mon|Tue|Wed|Thu|Fri|Sat
dates=|{d}|{M}|{MM}-{dd}|{M}|{M} {d}|{M}|{M} {d}|{y}|{y} (day: {d})|{y}-{MM}|{y}-{MM}-{dd}|{M} {y}|{M} {d}, {y}|{M} {y}|{M} {d}, {y}|{E}|{E} {d}|{M} {E}|{E}, {MM}-{dd}|{M} {E}|{E}, {M} {d}|{E} (month: {M})|{E}, {M} {d}|{y} {E}|{E} {d} {y}|{y}-{MM} {E}|{E}, {y}-{MM}-{dd}|{M} {y} {E}|{E}, {M} {d}, {y}|{M} {y} {E}|{E}, {M} {d}, {y}|{E}|{E} {d}|{M} {E}|{E}, {MM}-{dd}|{M} {E}|{E}, {M} {d}|{M} {E}|{E}, {M} {d}|{y} {E}|{E} {d} {y}|{y}-{MM} {E}|{E}, {y}-{MM}-{dd}|{M} {y} {E}|{E}, {M} {d}, {y}|{M} {y} {E}|{E}, {M} {d}, {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {M} {d}, {y}|{M} {d}, {y}|{M} {d}, {y}|{y}-{MM}-{dd}
styleWidths=l4|l4|s4|n4
joins=, |, | at | at 
styleJoins= at | at |, |, 
timeStyles={h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a}|{h}:{mm}\u202f{a}
en-AU
decimal=.
group=,
minus=-
percent=#%
money=¤\xa0#
hourCycle=h12
groupsFrom=4
isIndian=0
symbols=AUD$
dayPeriods=am|pm
months=January|February|March|April|May|June|July|August|September|October|November|December
shortMonths=Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec
days=Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday
shortDays=Sun|Mon|Tue|Wed|Thu|Fri|Sat
dates=|{d}|{M}|{d}/{M}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (day: {d})|{MM}/{y}|{dd}/{MM}/{y}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E}, {d}/{M}|{M} {E}|{E}, {d} {M}|{E} (month: {M})|{E} {d} {M}|{y} {E}|{E} {d} {y}|{MM}/{y} {E}|{E}, {dd}/{MM}/{y}|{M} {y} {E}|{E}, {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E}, {d}/{M}|{M} {E}|{E} {d} {M}|{M} {E}|{E} {d} {M}|{y} {E}|{E} {d} {y}|{MM}/{y} {E}|{E}, {dd}/{MM}/{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{d}/{M}/{y}
styleWidths=l4|l4|s4|n2
joins=, |, | at | at 
styleJoins= at | at |, |, 
timeStyles={h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a}|{h}:{mm}\u202f{a}
en-IN
decimal=.
group=,
minus=-
percent=#%
money=¤#
hourCycle=h12
groupsFrom=4
isIndian=1
symbols=USD$|EUR€|GBP£|JPYJP¥|INR₹|CNYCN¥|KRW₩|BRLR$|CADCA$|AUDA$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|PHP₱
dayPeriods=am|pm
months=January|February|March|April|May|June|July|August|September|October|November|December
shortMonths=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec
days=Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday
shortDays=Sun|Mon|Tue|Wed|Thu|Fri|Sat
dates=|{d}|{M}|{dd}/{MM}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (day: {d})|{MM}/{y}|{d}/{M}/{y}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E}, {dd}/{MM}|{M} {E}|{E}, {d} {M}|{E} (month: {M})|{E}, {d} {M}|{y} {E}|{E} {d} {y}|{MM}/{y} {E}|{E}, {d}/{M}/{y}|{M} {y} {E}|{E}, {d} {M}, {y}|{M} {y} {E}|{E}, {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E}, {dd}/{MM}|{M} {E}|{E}, {d} {M}|{M} {E}|{E}, {d} {M}|{y} {E}|{E} {d} {y}|{MM}/{y} {E}|{E}, {d}/{M}/{y}|{M} {y} {E}|{E}, {d} {M} {y}|{M} {y} {E}|{E}, {d} {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{dd}/{MM}/{y}
styleWidths=l4|l4|s4|n2
joins=, |, | at | at 
styleJoins= at | at |, |, 
timeStyles={h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a} {z}|{h}:{mm}:{ss}\u202f{a}|{h}:{mm}\u202f{a}
de-DE
decimal=,
group=.
minus=-
percent=#\xa0%
money=#\xa0¤
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USD$|EUR€|GBP£|JPY¥|INR₹|CNYCN¥|KRW₩|BRLR$|CADCA$|AUDAU$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|THB฿
dayPeriods=AM|PM
months=Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember
shortMonths=Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.
days=Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag
shortDays=So|Mo|Di|Mi|Do|Fr|Sa
dates=|{d}|{M}|{d}.{M}.|{M}|{d}. {M}|{M}|{d}. {M}|{y}|{y} (Tag: {d})|{M}/{y}|{d}.{M}.{y}|{M} {y}|{d}. {M} {y}|{M} {y}|{d}. {M} {y}|{E}|{E}, {d}.|{M} {E}|{E}, {d}.{M}.|{M} {E}|{E}, {d}. {M}|{E} (Monat: {M})|{E}, {d}. {M}|{y} {E}|{y} {E}, {d}.|{M}/{y} {E}|{E}, {d}.{M}.{y}|{M} {y} {E}|{E}, {d}. {M} {y}|{M} {y} {E}|{E}, {d}. {M} {y}|{E}|{E}, {d}.|{M} {E}|{E}, {d}.{M}.|{M} {E}|{E}, {d}. {M}|{M} {E}|{E}, {d}. {M}|{y} {E}|{y} {E}, {d}.|{M}/{y} {E}|{E}, {d}.{M}.{y}|{M} {y} {E}|{E}, {d}. {M} {y}|{M} {y} {E}|{E}, {d}. {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh} Uhr|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {d}. {M} {y}|{d}. {M} {y}|{dd}.{MM}.{y}|{dd}.{MM}.{y}
styleWidths=l4|l4|n4|n2
joins=, |, | um | um 
styleJoins= um | um |, |, 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
fr-FR
decimal=,
group=\u202f
minus=-
percent=#\xa0%
money=#\xa0¤
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USD$US|EUR€|GBP£GB|INR₹|KRW₩|BRLR$|CAD$CA|AUD$AU|MXN$MX|NZD$NZ|ILS₪|VND₫|SGD$SG
dayPeriods=AM|PM
months=janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre
shortMonths=janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.
days=dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi
shortDays=dim.|lun.|mar.|mer.|jeu.|ven.|sam.
dates=|{d}|{M}|{dd}/{MM}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (jour: {d})|{MM}/{y}|{dd}/{MM}/{y}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {dd}/{MM}|{M} {E}|{E} {d} {M}|{E} (mois: {M})|{E} {d} {M}|{y} {E}|{y} {E} {d}|{MM}/{y} {E}|{E} {dd}/{MM}/{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {dd}/{MM}|{M} {E}|{E} {d} {M}|{M} {E}|{E} {d} {M}|{y} {E}|{y} {E} {d}|{MM}/{y} {E}|{E} {dd}/{MM}/{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh} h|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E} {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{dd}/{MM}/{y}
styleWidths=l4|l4|s4|n4
joins= |, | à | à 
styleJoins= à | à |, | 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
es-ES
decimal=,
group=.
minus=-
percent=#\xa0%
money=#\xa0¤
hourCycle=h23
groupsFrom=5
isIndian=0
symbols=USDUS$|EUR€|VND₫|THB฿
dayPeriods=a.\u202fm.|p.\u202fm.
months=enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
shortMonths=ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic
days=domingo|lunes|martes|miércoles|jueves|viernes|sábado
shortDays=dom|lun|mar|mié|jue|vie|sáb
dates=|{d}|{M}|{d}/{M}|{M}|{d} {M}|{M}|{d} de {M}|{y}|{y} (día: {d})|{M}/{y}|{d}/{M}/{y}|{M} {y}|{d} {M} {y}|{M} de {y}|{d} de {M} de {y}|{E}|{E} {d}|{M} {E}|{E}, {d}/{M}|{M} {E}|{E}, {d} {M}|{E} (mes: {M})|{E}, {d} de {M}|{y} {E}|{y} {E} {d}|{M}/{y} {E}|{E}, {d}/{M}/{y}|{M} {y} {E}|{E}, {d} {M} {y}|{M} de {y} {E}|{E}, {d} de {M} de {y}|{E}|{E} {d}|{M} {E}|{E}, {d}/{M}|{M} {E}|{E}, {d} {M}|{M} {E}|{E}, {d} de {M}|{y} {E}|{y} {E} {d}|{M}/{y} {E}|{E}, {d}/{M}/{y}|{M} {y} {E}|{E}, {d} de {M} de {y}|{M} de {y} {E}|{E}, {d} de {M} de {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{h}|{h}:{mm}|{h}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {d} de {M} de {y}|{d} de {M} de {y}|{d} {M} {y}|{d}/{M}/{y}
styleWidths=l4|l4|s4|n2
joins=, |, | a las |, 
styleJoins=, | a las |, |, 
timeStyles={h}:{mm}:{ss} ({z})|{h}:{mm}:{ss} {z}|{h}:{mm}:{ss}|{h}:{mm}
it-IT
decimal=,
group=.
minus=-
percent=#%
money=#\xa0¤
hourCycle=h23
groupsFrom=5
isIndian=0
symbols=EUR€|GBP£|CNYCN¥|CADCA$|AUDA$|NZDNZ$|ILS₪|PHP₱|THB฿
dayPeriods=AM|PM
months=gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
shortMonths=gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic
days=domenica|lunedì|martedì|mercoledì|giovedì|venerdì|sabato
shortDays=dom|lun|mar|mer|gio|ven|sab
dates=|{d}|{M}|{dd}/{MM}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (giorno: {d})|{MM}/{y}|{dd}/{MM}/{y}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {dd}/{MM}|{M} {E}|{E} {d} {M}|{E} (mese: {M})|{E} {d} {M}|{y} {E}|{y} {E} {d}|{MM}/{y} {E}|{E} {dd}/{MM}/{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {dd}/{MM}|{M} {E}|{E} {d} {M}|{M} {E}|{E} {d} {M}|{y} {E}|{y} {E} {d}|{MM}/{y} {E}|{E} {dd}/{MM}/{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{h}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E} {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{dd}/{MM}/{y}
styleWidths=l4|l4|s4|n2
joins=, |, | alle ore | alle ore 
styleJoins= alle ore | alle ore |, |, 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
pt-BR
decimal=,
group=.
minus=-
percent=#%
money=¤\xa0#
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USDUS$|EUR€|GBP£|JPYJP¥|INR₹|CNYCN¥|KRW₩|BRLR$|CADCA$|AUDAU$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|THB฿
dayPeriods=AM|PM
months=janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
shortMonths=jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.
days=domingo|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado
shortDays=dom.|seg.|ter.|qua.|qui.|sex.|sáb.
dates=|{d}|{M}|{dd}/{MM}|{M}|{d} de {M}|{M}|{d} de {M}|{y}|{y} (dia: {d})|{MM}/{y}|{dd}/{MM}/{y}|{M} de {y}|{d} de {M} de {y}|{M} de {y}|{d} de {M} de {y}|{E}|{E}, {d}|{M} {E}|{E}, {dd}/{MM}|{M} {E}|{E}, {d} de {M}|{E} (mês: {M})|{E}, {d} de {M}|{y} {E}|{y} {E}, {d}|{MM}/{y} {E}|{E}, {dd}/{MM}/{y}|{M} de {y} {E}|{E}, {d} de {M} de {y}|{M} de {y} {E}|{E}, {d} de {M} de {y}|{E}|{E}, {d}|{M} {E}|{E}, {dd}/{MM}|{M} {E}|{E}, {d} de {M}|{M} {E}|{E}, {d} de {M}|{y} {E}|{y} {E}, {d}|{MM}/{y} {E}|{E}, {dd}/{MM}/{y}|{M} de {y} {E}|{E}, {d} de {M} de {y}|{M} de {y} {E}|{E}, {d} de {M} de {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E}, {d} de {M} de {y}|{d} de {M} de {y}|{d} de {M} de {y}|{dd}/{MM}/{y}
styleWidths=l4|l4|s4|n4
joins=, |, | às | às 
styleJoins= às | às |, |, 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
nl-NL
decimal=,
group=.
minus=-
percent=#%
money=¤\xa0#
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USDUS$|EUR€|GBP£|JPYJP¥|INR₹|CNYCN¥|KRW₩|BRLR$|CADC$|AUDAU$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$|THB฿
dayPeriods=a.m.|p.m.
months=januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december
shortMonths=jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec
days=zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag
shortDays=zo|ma|di|wo|do|vr|za
dates=|{d}|{M}|{d}-{M}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (dag: {d})|{M}-{y}|{d}-{M}-{y}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {d}-{M}|{M} {E}|{E} {d} {M}|{E} (maand: {M})|{E} {d} {M}|{y} {E}|{y} {E} {d}|{M}-{y} {E}|{E} {d}-{M}-{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {d}-{M}|{M} {E}|{E} {d} {M}|{M} {E}|{E} {d} {M}|{y} {E}|{y} {E} {d}|{M}-{y} {E}|{E} {d}-{M}-{y}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}
times={h}\u202f{a}|{h}:{mm} {a}|{h}:{mm}:{ss} {a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E} {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{dd}-{MM}-{y}
styleWidths=l4|l4|s4|n4
joins=, |, | om | om 
styleJoins= om | om |, |, 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
sv-SE
decimal=,
group=\xa0
minus=−
percent=#\xa0%
money=#\xa0¤
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USDUS$|EUR€|BRLBR$|CADCA$|MXNMX$|ILS₪|SEKkr|NOKNkr|DKKDkr
dayPeriods=fm|em
months=januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december
shortMonths=jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.
days=söndag|måndag|tisdag|onsdag|torsdag|fredag|lördag
shortDays=sön|mån|tis|ons|tors|fre|lör
dates=|{d}|{M}|{d}/{M}|{M}|{d} {M}|{M}|{d} {M}|{y}|{y} (dag: {d})|{y}-{MM}|{y}-{MM}-{dd}|{M} {y}|{d} {M} {y}|{M} {y}|{d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {d}/{M}|{M} {E}|{E} {d} {M}|{E} (månad: {M})|{E} {d} {M}|{y} {E}|{y} {E} {d}|{y}-{MM} {E}|{E}, {y}-{MM}-{dd}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}|{E}|{E} {d}|{M} {E}|{E} {d}/{M}|{M} {E}|{E} {d} {M}|{M} {E}|{E} {d} {M}|{y} {E}|{y} {E} {d}|{y}-{MM} {E}|{E}, {y}-{MM}-{dd}|{M} {y} {E}|{E} {d} {M} {y}|{M} {y} {E}|{E} {d} {M} {y}
times={h}\u202f{a}|{h}:{mm}\u202f{a}|{h}:{mm}:{ss}\u202f{a}|{m}|{mm}:{ss}|{s}|{hh}|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={E} {d} {M} {y}|{d} {M} {y}|{d} {M} {y}|{y}-{MM}-{dd}
styleWidths=l4|l4|s4|n4
joins= | | kl. | kl. 
styleJoins= kl. | kl. | | 
timeStyles={hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss} {z}|{hh}:{mm}:{ss}|{hh}:{mm}
ja-JP
decimal=.
group=,
minus=-
percent=#%
money=¤#
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USD$|EUR€|GBP£|JPY￥|INR₹|CNY元|KRW₩|BRLR$|CADCA$|AUDA$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$
dayPeriods=午前|午後
months=1|2|3|4|5|6|7|8|9|10|11|12
shortMonths=1|2|3|4|5|6|7|8|9|10|11|12
days=日曜日|月曜日|火曜日|水曜日|木曜日|金曜日|土曜日
shortDays=日|月|火|水|木|金|土
dates=|{d}日|{M}月|{M}/{d}|{M}月|{M}月{d}日|{M}月|{M}月{d}日|{y}年|{y}年 (日: {d}日)|{y}/{M}|{y}/{M}/{d}|{y}年{M}月|{y}年{M}月{d}日|{y}年{M}月|{y}年{M}月{d}日|{E}|{d}日({E})|{M}月 {E}|{M}/{d}({E})|{M}月 {E}|{M}月{d}日({E})|{E} (月: {M}月)|{M}月{d}日({E})|{y}年 {E}|{y}年 {d}日({E})|{y}/{M} {E}|{y}/{M}/{d}({E})|{y}年{M}月 {E}|{y}年{M}月{d}日({E})|{y}年{M}月 {E}|{y}年{M}月{d}日({E})|{E}|{d}日{E}|{M}月 {E}|{M}/{d}{E}|{M}月 {E}|{M}月{d}日{E}|{M}月 {E}|{M}月{d}日{E}|{y}年 {E}|{y}年 {d}日{E}|{y}/{M} {E}|{y}/{M}/{d}{E}|{y}年{M}月 {E}|{y}年{M}月{d}日{E}|{y}年{M}月 {E}|{y}年{M}月{d}日{E}
times={a}{h}時|{a}{h}:{mm}|{a}{h}:{mm}:{ss}|{m}|{mm}:{ss}|{s}|{h}時|{h}:{mm}|{h}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={y}年{M}月{d}日{E}|{y}年{M}月{d}日|{y}/{MM}/{dd}|{y}/{MM}/{dd}
styleWidths=n4|n4|n4|n4
joins= |日 |日 | 
styleJoins= |日 | | 
timeStyles={h}時{mm}分{ss}秒 {z}|{h}:{mm}:{ss} {z}|{h}:{mm}:{ss}|{h}:{mm}
zh-CN
decimal=.
group=,
minus=-
percent=#%
money=¤#
hourCycle=h23
groupsFrom=4
isIndian=0
symbols=USDUS$|EUR€|GBP£|JPYJP¥|INR₹|CNY¥|KRW₩|BRLR$|CADCA$|AUDAU$|MXNMX$|NZDNZ$|ILS₪|VND₫|HKDHK$|TWDNT$
dayPeriods=上午|下午
months=1|2|3|4|5|6|7|8|9|10|11|12
shortMonths=1|2|3|4|5|6|7|8|9|10|11|12
days=星期日|星期一|星期二|星期三|星期四|星期五|星期六
shortDays=周日|周一|周二|周三|周四|周五|周六
dates=|{d}日|{M}月|{M}/{d}|{M}|{M}月{d}日|{M}|{M}月{d}日|{y}年|{y}年 (日: {d}日)|{y}/{M}|{y}/{M}/{d}|{y}年{M}月|{y}年{M}月{d}日|{y}年{M}月|{y}年{M}月{d}日|{E}|{d}日{E}|{M}月 {E}|{M}/{d}{E}|{M} {E}|{M}月{d}日{E}|{E} (月: {M})|{M}月{d}日{E}|{y}年 {E}|{y}年 {d}日{E}|{y}/{M} {E}|{y}/{M}/{d}{E}|{y}年{M}月 {E}|{y}年{M}月{d}日{E}|{y}年{M}月 {E}|{y}年{M}月{d}日{E}|{E}|{d}日{E}|{M}月 {E}|{M}/{d}{E}|{M} {E}|{M}月{d}日{E}|{M} {E}|{M}月{d}日{E}|{y}年 {E}|{y}年 {d}日{E}|{y}/{M} {E}|{y}年{M}月{d}日{E}|{y}年{M}月 {E}|{y}年{M}月{d}日{E}|{y}年{M}月 {E}|{y}年{M}月{d}日{E}
times={a}{h}时|{a}{h}:{mm}|{a}{h}:{mm}:{ss}|{m}|{mm}:{ss}|{s}|{h}时|{hh}:{mm}|{hh}:{mm}:{ss}|{m}|{mm}:{ss}|{s}
dateStyles={y}年{M}月{d}日{E}|{y}年{M}月{d}日|{y}年{M}月{d}日|{y}/{M}/{d}
styleWidths=n4|n4|n4|n4
joins= |日 |日 | 
styleJoins= |日 |日 | 
timeStyles={z} {hh}:{mm}:{ss}|{z} {hh}:{mm}:{ss}|{hh}:{mm}:{ss}|{hh}:{mm}
`
const LISTS =
  'dayPeriods months shortMonths days shortDays dates times dateStyles styleWidths joins styleJoins timeStyles'.split(
    ' ',
  )

const locales = { __proto__: null }
let current
for (const line of TABLE.trim().split('\n')) {
  const at = line.indexOf('=')
  if (at < 0) {
    current = {}
    locales[line] = current
    continue
  }
  const [name, value] = [line.slice(0, at), line.slice(at + 1)]
  current[name] = LISTS.includes(name) ? value.split('|') : value
}
for (const data of Object.values(locales)) {
  data.groupsFrom = Number(data.groupsFrom)
  data.isIndian = data.isIndian === '1'
}
module.exports = locales
