"""The way of a request through Amazon's front: fault, caller, role, region, quota, operation."""
from . import acknowledgements, orders_api, statuses, transactions
from .faults import LWA_ERRORS
from .identities import ORDER_ROLES
from .lwa import refusal, token_end_point
from .messages import ApiError, Response, status_error
from .spoil import SPOILERS, spoiled

ROUTES = (*orders_api.ROUTES, *acknowledgements.ROUTES, *statuses.ROUTES, *transactions.ROUTES)
LWA_PATH = "/auth/o2/token"
LONGEST_USER_AGENT = 500
HTML_PAGE = (
    "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr>"
    "<center>Server</center></body></html>"
)
HTML_TITLES = {200: "We are sorry", 400: "400 Bad Request", 503: "503 Service Temporarily Unavailable"}


class Gateway:
    """Answer the token end point and the vendor operations."""

    def __init__(self, world, throttle, faults):
        self._world = world
        self._throttle = throttle
        self._faults = faults

    def answer(self, request):
        """Return the response, or None when the path is none of Amazon's."""
        if request.path == LWA_PATH:
            request.operation = "lwa"
            return self._with_faults(request, lambda: token_end_point(self._world.identities, request))
        if not request.path.startswith("/vendor/"):
            return None
        route, arguments = self._route(request)
        token = self._access_token(request)
        request.operation = route.operation if route else ""
        request.group_id = token.grant.group_id if token and token.grant else ""
        response = self._with_faults(request, lambda: self._operate(route, arguments, request))
        # Amazon sends the rate with 20x, 400 and 404 only, never when it would be needed.
        if route and response.status in (200, 202, 400, 404) and not response.content_type.startswith("text/html"):
            response.headers["x-amzn-RateLimit-Limit"] = str(float(self._throttle.rate(route)))
        return response

    def _route(self, request):
        for route in ROUTES:
            arguments = route.arguments(request.path)
            if arguments is not None and route.method == request.method:
                return route, arguments
        return None, ()

    def _operate(self, route, arguments, request):
        try:
            self._check_user_agent(request)
            self._check_caller(request, route)
            if not route:
                raise status_error(404, "No operation has this method and path.")
            token = self._access_token(request)
            if not self._throttle.admits(route, (token.client_id, request.group_id)):
                raise status_error(429)
            return route.do(self._world, request, *arguments)
        except ApiError as error:
            return error.response()

    def _check_user_agent(self, request):
        user_agent = request.headers.get("User-Agent", "")
        if not user_agent or len(user_agent) > LONGEST_USER_AGENT:
            raise ApiError(400, "InvalidInput", "The User-Agent header is missing or longer than 500 characters.")

    def _check_caller(self, request, route):
        """Refuse with the one 403 that has many causes; only the token's own trouble is told."""
        if not request.headers.get("x-amz-access-token"):
            raise status_error(403, "Access token is missing in the request header.")
        token = self._access_token(request)
        if not token or (token.grant and token.grant.revoked):
            raise status_error(403, "The access token you provided is revoked, malformed or invalid.")
        if self._world.clock.now() >= token.expires_at:
            raise status_error(403, "The access token you provided has expired.")
        group = self._world.identities.groups.get(request.group_id)
        wrong_region = group and request.region and request.region != group.region
        needed_roles = route.roles if route else ORDER_ROLES
        if not group or wrong_region or group.kind != "vendor" or not set(needed_roles) & set(group.roles):
            raise status_error(403)

    def _access_token(self, request):
        return self._world.identities.access_token(request.headers.get("x-amz-access-token", ""))

    def _with_faults(self, request, work):
        fault = self._faults.pick(request)
        if not fault:
            return work()
        response = self._instead_of_work(fault, request) or self._after_work(fault, request, work())
        response.fault = fault.kind
        return response

    def _instead_of_work(self, fault, request):
        """Return what the fault answers without doing the work; None lets the work be done."""
        kind, identities = fault.kind, self._world.identities
        seconds = float(fault.options.get("seconds", 60))
        if kind == "canned" or kind.startswith(("html_", "http_")):
            return self._other_answer(fault, request)
        if kind == "timeout_before":
            return Response(0, b"", hold_seconds=seconds, cut="headers")
        if kind == "cut_before":
            return Response(0, b"", cut="headers")
        if kind in LWA_ERRORS:
            return refusal(kind, "The request was refused.", request)
        if kind == "expired_token":
            identities.expire_access_tokens(request.group_id)
        if kind == "revoked_token":
            identities.revoke(group_id=request.group_id)
        return None

    def _other_answer(self, fault, request):
        if fault.kind == "canned":
            return Response.of_json(fault.options["status"], fault.options["document"])
        form, status = fault.kind.split("_")
        status = int(status)
        if form == "html":
            return Response.of_html(status, HTML_PAGE.format(title=HTML_TITLES[status]))
        if request.operation != "lwa":
            return status_error(status).response()
        return Response.of_json(
            status,
            {"error": "ServerError", "error_description": "Please try again.", "error_index": request.request_id},
        )

    def _after_work(self, fault, request, response):
        seconds = float(fault.options.get("seconds", 60))
        if fault.kind == "timeout_after":
            response.hold_seconds, response.cut = seconds, "headers"
        elif fault.kind == "slow":
            response.hold_seconds = seconds
        elif fault.kind in ("cut_headers", "cut_body"):
            response.cut = fault.kind[4:]
        elif fault.kind in SPOILERS and response.status == 200:
            response.body = spoiled(fault, request, response.body)
        return response
