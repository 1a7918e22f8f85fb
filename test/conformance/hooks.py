"""What Schemathesis leaves out, and what it does before it sends a request."""

from collections import Counter
from uuid import uuid4

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoverageScenario

KEY = "Idempotency-Key"

# So many of them show whether an operation minds; there are five wrong types for each place and six other methods.
ENOUGH = {CoverageScenario.INCORRECT_TYPE: 1, CoverageScenario.UNSPECIFIED_HTTP_METHOD: 2}
asked = Counter()


@schemathesis.hook
def filter_case(context, case):
    data = case.meta.phase.data if case.meta else None
    scenario = getattr(data, "scenario", None)
    if scenario not in ENOUGH:
        return True
    place = (case.operation.label, scenario, data.parameter, data.location)
    asked[place] += 1
    return asked[place] <= ENOUGH[scenario]


@schemathesis.hook
def before_call(context, case, kwargs):
    """A valid key once only, or all but the first request with it would be refused as another one."""
    if case.headers and KEY in case.headers and not case.meta.is_negative_at(ParameterLocation.HEADER):
        case.headers[KEY] = str(uuid4())
