"""Guess the time zone of one of Amazon's fulfilment centres from its address, its code or its country.

A guess fills an empty field that a person can correct; None means that there is nothing to guess from.
"""
from __future__ import annotations

_ZONES = {
    'Europe/Amsterdam': 'NL', 'Europe/Berlin': 'DE', 'Europe/Brussels': 'BE', 'Europe/Dublin': 'IE',
    'Europe/Istanbul': 'TR', 'Europe/London': 'GB UK', 'Europe/Luxembourg': 'LU', 'Europe/Madrid': 'ES',
    'Europe/Paris': 'FR', 'Europe/Prague': 'CZ', 'Europe/Bratislava': 'SK', 'Europe/Rome': 'IT',
    'Europe/Stockholm': 'SE', 'Europe/Vienna': 'AT', 'Europe/Warsaw': 'PL', 'Europe/Copenhagen': 'DK',
    'Africa/Cairo': 'EG', 'Africa/Johannesburg': 'ZA', 'Asia/Dubai': 'AE', 'Asia/Kolkata': 'IN', 'Asia/Riyadh': 'SA',
    'Asia/Singapore': 'SG', 'Asia/Tokyo': 'JP',
    # Countries with several zones: where most of Amazon's buildings, or its head office, are.
    'America/Los_Angeles': 'US', 'America/Toronto': 'CA', 'America/Mexico_City': 'MX', 'America/Sao_Paulo': 'BR',
    'Australia/Sydney': 'AU',
}
_STATES = {
    ('US', 'America/New_York'): 'CT DE DC FL GA IN KY ME MD MA MI NH NJ NY NC OH PA RI SC VT VA WV',
    ('US', 'America/Chicago'): 'AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI',
    ('US', 'America/Denver'): 'CO MT NM UT WY',
    ('US', 'America/Boise'): 'ID',
    ('US', 'America/Phoenix'): 'AZ',
    ('US', 'America/Los_Angeles'): 'CA NV OR WA',
    ('US', 'America/Anchorage'): 'AK',
    ('US', 'Pacific/Honolulu'): 'HI',
    ('CA', 'America/Toronto'): 'ON QC',
    ('CA', 'America/Halifax'): 'NB NS PE',
    ('CA', 'America/St_Johns'): 'NL',
    ('CA', 'America/Winnipeg'): 'MB',
    ('CA', 'America/Regina'): 'SK',
    ('CA', 'America/Edmonton'): 'AB',
    ('CA', 'America/Vancouver'): 'BC',
    ('AU', 'Australia/Sydney'): 'NSW ACT',
    ('AU', 'Australia/Melbourne'): 'VIC',
    ('AU', 'Australia/Brisbane'): 'QLD',
    ('AU', 'Australia/Adelaide'): 'SA',
    ('AU', 'Australia/Perth'): 'WA',
    ('AU', 'Australia/Hobart'): 'TAS',
    ('AU', 'Australia/Darwin'): 'NT',
}
# Amazon names most buildings after the nearest airport. North America sends codes without addresses.
_AIRPORTS = {
    ('US', 'America/New_York'): (
        'ABE ACY AKC ALB ATL AVP BDL BOS BUF BWI CAE CAK CHA CLE CLT CMH CRW CVG DAB DCA DET DTW EWR GSP '
        'HIA IAD IND JAX JFK LEX LGA MCO MDT MGE MIA ORF PBI PHL PIT PVD RDU RIC ROC RSW SAV SDF SWF SYR '
        'TEB TEN TPA TYS'
    ),
    ('US', 'America/Chicago'): (
        'AUS BHM BNA DAL DFW DSM FTW HOU HSV IAH ICT LIT MCI MDW MEM MKC MKE MOB MQY MSP MSY OKC OMA ORD '
        'PPO SAT SHV STL TUL XNA'
    ),
    ('US', 'America/Denver'): 'ABQ COS DEN ELP SLC',
    ('US', 'America/Boise'): 'BOI',
    ('US', 'America/Phoenix'): 'AZA GYR PHX TUS',
    ('US', 'America/Los_Angeles'): 'BFI FAT GEG LAS LAX LGB OAK ONT PAE PDX PSP RNO SAN SBD SCK SEA SJC SMF SNA',
    ('CA', 'America/Toronto'): 'YHM YOO YOW YUL YXU YYZ',
    ('CA', 'America/Winnipeg'): 'YWG',
    ('CA', 'America/Edmonton'): 'YEG YYC',
    ('CA', 'America/Vancouver'): 'YVR YXX',
    ('CA', 'America/Halifax'): 'YHZ',
    ('AU', 'Australia/Melbourne'): 'AVV MEL',
    ('AU', 'Australia/Brisbane'): 'BNE',
    ('AU', 'Australia/Perth'): 'PER',
    ('AU', 'Australia/Adelaide'): 'ADL',
}


def _spread(table: dict) -> dict:
    return {(country, word): zone for (country, zone), words in table.items() for word in words.split()}


_ZONE_OF_COUNTRY = {country: zone for zone, countries in _ZONES.items() for country in countries.split()}
_ZONE_OF_STATE = _spread(_STATES)
_ZONE_OF_AIRPORT = _spread(_AIRPORTS)


def guess_time_zone(country: str | None, state: str | None = None, code: str | None = None) -> str | None:
    """Return the zone of the state, else of the airport in the building's code, else of the country."""
    country = (country or '').strip().upper()
    airport = (code or '').strip().upper()[:3]
    return (
        _ZONE_OF_STATE.get((country, (state or '').strip().upper()))
        or _ZONE_OF_AIRPORT.get((country, airport))
        or _ZONE_OF_COUNTRY.get(country)
    )
