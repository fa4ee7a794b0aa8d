"""Amazon's own model as the judge of what we send; it is read where it lies, or the test is skipped."""
import re

import jsonschema

from tests import amazon_models

# Amazon states the pattern of a Decimal and the form of a moment in words only.
DECIMAL = re.compile(r'-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?')
MOMENT = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')


def acknowledgement_validator():
    """Return a validator of a whole submitAcknowledgement request, closed against what Amazon does not define."""
    definitions = amazon_models.model(amazon_models.VENDOR_ORDERS)['definitions']
    for definition in definitions.values():
        if definition.get('type') == 'object':
            definition['additionalProperties'] = False
    definitions['Decimal']['pattern'] = f'^{DECIMAL.pattern}$'
    checker = jsonschema.FormatChecker(formats=())
    checker.checks('date-time')(lambda value: bool(MOMENT.fullmatch(value)))
    return jsonschema.Draft4Validator(
        {'$ref': '#/definitions/SubmitAcknowledgementRequest', 'definitions': definitions}, format_checker=checker)
