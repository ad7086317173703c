'use strict'

// Time zones by the rules of 2026 (IANA time zone database, public domain; names by the Unicode CLDR): minutes east of Greenwich, the rule of
// its summer time, its name in winter and in summer, then the zones. Rules of the past are not kept: the simulation's clock begins in 2026.
module.exports = `
-720||||Etc/GMT+12
-660||||Etc/GMT+11
-660||American Samoa Standard Time||Pacific/Midway Pacific/Pago_Pago
-660||Niue Time||Pacific/Niue
-600|US|Hawaii-Aleutian Standard Time|Hawaii-Aleutian Daylight Time|America/Adak
-600||||Etc/GMT+10
-600||Hawaii-Aleutian Standard Time||HST Pacific/Honolulu US/Hawaii
-600||Cook Islands Standard Time||Pacific/Rarotonga
-600||Tahiti Time||Pacific/Tahiti
-570||Marquesas Time||Pacific/Marquesas
-540|US|Alaska Standard Time|Alaska Daylight Time|America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat US/Alaska
-540||||Etc/GMT+9
-540||Gambier Time||Pacific/Gambier
-480|US|Pacific Standard Time|Pacific Daylight Time|America/Los_Angeles America/Tijuana America/Vancouver Canada/Pacific PST8PDT US/Pacific
-480||||Etc/GMT+8
-480||Pitcairn Time||Pacific/Pitcairn
-420|US|Mountain Standard Time|Mountain Daylight Time|America/Boise America/Cambridge_Bay America/Ciudad_Juarez America/Denver America/Edmonton America/Inuvik Canada/Mountain MST7MDT US/Mountain
-420||Mountain Standard Time||America/Creston America/Dawson_Creek America/Fort_Nelson America/Phoenix MST US/Arizona
-420||Yukon Time||America/Dawson America/Whitehorse
-420||Mexican Pacific Standard Time||America/Hermosillo America/Mazatlan
-420||||Etc/GMT+7
-360||Central Standard Time||America/Bahia_Banderas America/Belize America/Chihuahua America/Costa_Rica America/El_Salvador America/Guatemala America/Managua America/Merida America/Mexico_City America/Monterrey America/Regina America/Swift_Current America/Tegucigalpa
-360|US|Central Standard Time|Central Daylight Time|America/Chicago America/Indiana/Knox America/Indiana/Tell_City America/Matamoros America/Menominee America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Ojinaga America/Rankin_Inlet America/Resolute America/Winnipeg CST6CDT Canada/Central US/Central
-360||||Etc/GMT+6
-360|CL|Easter Island Standard Time|Easter Island Summer Time|Pacific/Easter
-360||Galapagos Time||Pacific/Galapagos
-300||Colombia Standard Time||America/Bogota
-300||Eastern Standard Time||America/Cancun America/Cayman America/Coral_Harbour America/Jamaica America/Panama EST
-300|US|Eastern Standard Time|Eastern Daylight Time|America/Detroit America/Grand_Turk America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Indianapolis America/Iqaluit America/Kentucky/Monticello America/Louisville America/Nassau America/New_York America/Port-au-Prince America/Toronto Canada/Eastern EST5EDT US/Eastern
-300||Acre Standard Time||America/Eirunepe America/Rio_Branco
-300||Ecuador Time||America/Guayaquil
-300|CU|Cuba Standard Time|Cuba Daylight Time|America/Havana
-300||Peru Standard Time||America/Lima
-300||||Etc/GMT+5
-240||Atlantic Standard Time||America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon America/Curacao America/Dominica America/Grenada America/Guadeloupe America/Kralendijk America/Lower_Princes America/Marigot America/Martinique America/Montserrat America/Port_of_Spain America/Puerto_Rico America/Santo_Domingo America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Tortola
-240||Amazon Standard Time||America/Boa_Vista America/Campo_Grande America/Cuiaba America/Manaus America/Porto_Velho
-240||Venezuela Time||America/Caracas
-240|US|Atlantic Standard Time|Atlantic Daylight Time|America/Glace_Bay America/Goose_Bay America/Halifax America/Moncton America/Thule Atlantic/Bermuda Canada/Atlantic
-240||Guyana Time||America/Guyana
-240||Bolivia Time||America/La_Paz
-240|CL|Chile Standard Time|Chile Summer Time|America/Santiago
-240||||Etc/GMT+4
-210|US|Newfoundland Standard Time|Newfoundland Daylight Time|America/St_Johns Canada/Newfoundland
-180||Brasilia Standard Time||America/Araguaina America/Bahia America/Belem America/Fortaleza America/Maceio America/Recife America/Santarem America/Sao_Paulo Brazil/East
-180||Argentina Standard Time||America/Argentina/Buenos_Aires America/Argentina/La_Rioja America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia America/Buenos_Aires America/Catamarca America/Cordoba America/Jujuy America/Mendoza
-180||Paraguay Standard Time||America/Asuncion
-180||French Guiana Time||America/Cayenne
-180||||America/Coyhaique America/Punta_Arenas Antarctica/Palmer Etc/GMT+3
-180|US|St. Pierre & Miquelon Standard Time|St. Pierre & Miquelon Daylight Time|America/Miquelon
-180||Uruguay Standard Time||America/Montevideo
-180||Suriname Time||America/Paramaribo
-180||Rothera Time||Antarctica/Rothera
-180||Falkland Islands Standard Time||Atlantic/Stanley
-120|EU|Greenland Standard Time|Greenland Summer Time|America/Godthab America/Scoresbysund
-120||Fernando de Noronha Standard Time||America/Noronha
-120||South Georgia Time||Atlantic/South_Georgia
-120||||Etc/GMT+2
-60|EU|Azores Standard Time|Azores Summer Time|Atlantic/Azores
-60||Cape Verde Standard Time||Atlantic/Cape_Verde
-60||||Etc/GMT+1
0||Greenwich Mean Time||Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou Africa/Sao_Tome America/Danmarkshavn Antarctica/Troll Atlantic/Reykjavik Atlantic/St_Helena
0|EU|Western European Standard Time|Western European Summer Time|Atlantic/Canary Atlantic/Faeroe Atlantic/Madeira Europe/Lisbon Portugal WET
0|EU|Greenwich Mean Time|Irish Standard Time|Eire Europe/Dublin
0||Coordinated Universal Time||Etc/GMT Etc/UTC GMT UTC Zulu
0|EU|Greenwich Mean Time|British Summer Time|Europe/Belfast Europe/London GB
0|EU|Greenwich Mean Time|GMT+01:00|Europe/Guernsey Europe/Isle_of_Man Europe/Jersey
60||Central European Standard Time||Africa/Algiers Africa/Tunis
60||West Africa Time||Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo
60||||Africa/Casablanca Africa/El_Aaiun Etc/GMT-1
60|EU|Central European Standard Time|Central European Summer Time|Africa/Ceuta Arctic/Longyearbyen CET Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich MET Poland
120||Central Africa Time||Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Juba Africa/Khartoum Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Windhoek
120|EG|Eastern European Standard Time|Eastern European Summer Time|Africa/Cairo Egypt
120||South Africa Standard Time||Africa/Johannesburg Africa/Maseru Africa/Mbabane
120||Eastern European Standard Time||Africa/Tripoli Europe/Kaliningrad
120|LB|Eastern European Standard Time|Eastern European Summer Time|Asia/Beirut Asia/Gaza Asia/Hebron
120|EU|Eastern European Standard Time|Eastern European Summer Time|Asia/Famagusta Asia/Nicosia EET Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius
120|IL|Israel Standard Time|Israel Daylight Time|Asia/Jerusalem Israel
120||||Etc/GMT-2
120|MD|Eastern European Standard Time|Eastern European Summer Time|Europe/Chisinau
180||East Africa Time||Africa/Addis_Ababa Africa/Asmera Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte
180||Syowa Time||Antarctica/Syowa
180||Arabian Standard Time||Asia/Aden Asia/Baghdad Asia/Bahrain Asia/Kuwait Asia/Qatar Asia/Riyadh
180||||Asia/Amman Asia/Damascus Etc/GMT-3
180||Türkiye Standard Time||Europe/Istanbul Turkey
180||Moscow Standard Time||Europe/Kirov Europe/Minsk Europe/Moscow Europe/Simferopol Europe/Volgograd
210||Iran Standard Time||Asia/Tehran Iran
240||Azerbaijan Standard Time||Asia/Baku
240||Gulf Standard Time||Asia/Dubai Asia/Muscat
240||Georgia Standard Time||Asia/Tbilisi
240||Armenia Standard Time||Asia/Yerevan
240||||Etc/GMT-4
240||Samara Standard Time||Europe/Astrakhan Europe/Samara Europe/Saratov Europe/Ulyanovsk
240||Seychelles Time||Indian/Mahe
240||Mauritius Standard Time||Indian/Mauritius
240||Réunion Time||Indian/Reunion
270||Afghanistan Time||Asia/Kabul
300||Mawson Time||Antarctica/Mawson
300||Vostok Time||Antarctica/Vostok
300||Kazakhstan Time||Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qostanay Asia/Qyzylorda
300||Turkmenistan Standard Time||Asia/Ashgabat
300||Tajikistan Time||Asia/Dushanbe
300||Pakistan Standard Time||Asia/Karachi
300||Uzbekistan Standard Time||Asia/Samarkand Asia/Tashkent
300||Yekaterinburg Standard Time||Asia/Yekaterinburg
300||||Etc/GMT-5
300||French Southern & Antarctic Time||Indian/Kerguelen
300||Maldives Time||Indian/Maldives
330||India Standard Time||Asia/Calcutta Asia/Colombo Asia/Kolkata
345||Nepal Time||Asia/Kathmandu Asia/Katmandu
360||Kyrgyzstan Time||Asia/Bishkek
360||Bangladesh Standard Time||Asia/Dacca Asia/Dhaka
360||Omsk Standard Time||Asia/Omsk
360||Bhutan Time||Asia/Thimbu Asia/Thimphu
360||||Asia/Urumqi Etc/GMT-6
360||Indian Ocean Time||Indian/Chagos
390||Myanmar Time||Asia/Rangoon Asia/Yangon
390||Cocos Islands Time||Indian/Cocos
420||Davis Time||Antarctica/Davis
420||Indochina Time||Asia/Bangkok Asia/Ho_Chi_Minh Asia/Phnom_Penh Asia/Saigon Asia/Vientiane
420||Krasnoyarsk Standard Time||Asia/Barnaul Asia/Krasnoyarsk Asia/Novokuznetsk Asia/Novosibirsk Asia/Tomsk
420||Khovd Standard Time||Asia/Hovd
420||Western Indonesia Time||Asia/Jakarta Asia/Pontianak
420||||Etc/GMT-7
420||Christmas Island Time||Indian/Christmas
480||Australian Western Standard Time||Antarctica/Casey Australia/Perth
480||Brunei Time||Asia/Brunei
480||Hong Kong Standard Time||Asia/Hong_Kong Hongkong
480||Irkutsk Standard Time||Asia/Irkutsk
480||Malaysia Time||Asia/Kuala_Lumpur Asia/Kuching
480||China Standard Time||Asia/Macau Asia/Shanghai PRC
480||Central Indonesia Time||Asia/Makassar
480||Philippine Standard Time||Asia/Manila
480||Singapore Standard Time||Asia/Singapore Singapore
480||Taiwan Standard Time||Asia/Taipei
480||Ulaanbaatar Standard Time||Asia/Ulaanbaatar
480||||Etc/GMT-8
525||Australian Central Western Standard Time||Australia/Eucla
540||Yakutsk Standard Time||Asia/Chita Asia/Khandyga Asia/Yakutsk
540||Timor-Leste Time||Asia/Dili
540||Eastern Indonesia Time||Asia/Jayapura
540||Korean Standard Time||Asia/Pyongyang Asia/Seoul ROK
540||Japan Standard Time||Asia/Tokyo Japan
540||||Etc/GMT-9
540||Palau Time||Pacific/Palau
570|AU|Australian Central Standard Time|Australian Central Daylight Time|Australia/Adelaide Australia/Broken_Hill
570||Australian Central Standard Time||Australia/Darwin
600||Dumont d’Urville Time||Antarctica/DumontDUrville
600|AU|Australian Eastern Standard Time|Australian Eastern Daylight Time|Antarctica/Macquarie Australia/ACT Australia/Hobart Australia/Melbourne Australia/NSW Australia/Sydney Australia/Victoria
600||Vladivostok Standard Time||Asia/Ust-Nera Asia/Vladivostok
600||Australian Eastern Standard Time||Australia/Brisbane Australia/Lindeman Australia/Queensland
600||||Etc/GMT-10
600||Chamorro Standard Time||Pacific/Guam Pacific/Saipan
600||Papua New Guinea Time||Pacific/Port_Moresby
600||Chuuk Time||Pacific/Truk
630|LH|Lord Howe Standard Time|Lord Howe Daylight Time|Australia/Lord_Howe
660||Magadan Standard Time||Asia/Magadan Asia/Sakhalin Asia/Srednekolymsk
660||||Etc/GMT-11 Pacific/Bougainville
660||Vanuatu Standard Time||Pacific/Efate
660||Solomon Islands Time||Pacific/Guadalcanal
660||Kosrae Time||Pacific/Kosrae
660|AU|Norfolk Island Standard Time|Norfolk Island Daylight Time|Pacific/Norfolk
660||New Caledonia Standard Time||Pacific/Noumea
660||Pohnpei Time||Pacific/Ponape
720|NZ|New Zealand Standard Time|New Zealand Daylight Time|Antarctica/McMurdo NZ Pacific/Auckland
720||Kamchatka Standard Time||Asia/Anadyr Asia/Kamchatka
720||||Etc/GMT-12
720||Fiji Standard Time||Pacific/Fiji
720||Tuvalu Time||Pacific/Funafuti
720||Marshall Islands Time||Pacific/Kwajalein Pacific/Majuro
720||Nauru Time||Pacific/Nauru
720||Gilbert Islands Time||Pacific/Tarawa
720||Wake Island Time||Pacific/Wake
720||Wallis & Futuna Time||Pacific/Wallis
765|NZ|Chatham Standard Time|Chatham Daylight Time|Pacific/Chatham
780||||Etc/GMT-13
780||Samoa Standard Time||Pacific/Apia
780||Phoenix Islands Time||Pacific/Enderbury
780||Tokelau Time||Pacific/Fakaofo
780||Tonga Standard Time||Pacific/Tongatapu
840||||Etc/GMT-14
840||Line Islands Time||Pacific/Kiritimati
`
