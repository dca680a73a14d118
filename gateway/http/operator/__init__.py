"""What an operator does: one API, over HTTP with their token and over the gateway's socket."""

from typing import Final

from gateway.http.endpoint import Audience, Endpoint, Handler
from gateway.http.operator.activity import follow_activity, list_activity, show_activity
from gateway.http.operator.approvals import (
    approve,
    list_approvals,
    reject,
    show_approval,
)
from gateway.http.operator.automations import (
    list_automations,
    run_automation,
    show_run,
)
from gateway.http.operator.calls import (
    call_peer,
    cancel_peers_task,
    follow_call,
    show_peers_task,
)
from gateway.http.operator.cards import confirm_card, find_in_cards, show_card
from gateway.http.operator.contexts import (
    forget_context,
    list_contexts,
    send_into_context,
    show_context,
)
from gateway.http.operator.deal_draft import draft_deal
from gateway.http.operator.deals import list_deals, open_deal, show_deal, show_offer, show_record
from gateway.http.operator.decisions import archive_deal, award_deal, close_deal, follow_deal
from gateway.http.operator.discover import discover
from gateway.http.operator.followers import follows
from gateway.http.operator.invitations import (
    accept_invite,
    invite_peer,
    list_invitations,
    withdraw_invitations,
)
from gateway.http.operator.keys import add_key, list_keys, remove_key, reseal_all, retire_key
from gateway.http.operator.managed import (
    add_peer,
    forget_token,
    keep_token,
    remove_peer,
    rotate_token,
    set_status,
)
from gateway.http.operator.notices import follow_notices, list_notices
from gateway.http.operator.outbox import (
    drop_delivery,
    list_outbox,
    retry_delivery,
    show_delivery,
)
from gateway.http.operator.peers import list_peers, show_peer
from gateway.http.operator.people import list_people
from gateway.http.operator.routes import list_routes, try_route
from gateway.http.operator.skills import list_skills
from gateway.http.operator.tasks import cancel_task, list_tasks, show_task
from gateway.http.operator_api import PREFIX
from gateway.http.signals import take_signal

_HANDLERS: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/peers", list_peers),
    ("POST", "/peers", add_peer),
    ("GET", "/peers/{name}", show_peer),
    ("DELETE", "/peers/{name}", remove_peer),
    ("POST", "/peers/{name}/status", set_status),
    ("POST", "/peers/{name}/rotate", rotate_token),
    ("PUT", "/peers/{name}/token", keep_token),
    ("DELETE", "/peers/{name}/token", forget_token),
    ("GET", "/invitations", list_invitations),
    ("POST", "/invitations", invite_peer),
    ("DELETE", "/invitations/{name}", withdraw_invitations),
    ("POST", "/invitations/accept", accept_invite),
    ("GET", "/peers/{name}/card", show_card),
    ("POST", "/peers/{name}/card/confirm", confirm_card),
    ("GET", "/cards", find_in_cards),
    ("POST", "/peers/{name}/calls", call_peer),
    ("POST", "/peers/{name}/calls/follow", follows(follow_call)),
    ("GET", "/peers/{name}/tasks/{id}", show_peers_task),
    ("POST", "/peers/{name}/tasks/{id}/cancel", cancel_peers_task),
    ("GET", "/activity", list_activity),
    ("GET", "/activity/follow", follows(follow_activity)),
    ("GET", "/activity/{id}", show_activity),
    ("POST", "/signals", take_signal),
    ("GET", "/notices", list_notices),
    ("GET", "/notices/follow", follows(follow_notices)),
    ("GET", "/tasks", list_tasks),
    ("GET", "/tasks/{id}", show_task),
    ("POST", "/tasks/{id}/cancel", cancel_task),
    ("GET", "/approvals", list_approvals),
    ("GET", "/approvals/{id}", show_approval),
    ("POST", "/approvals/{id}/approve", approve),
    ("POST", "/approvals/{id}/reject", reject),
    ("GET", "/contexts", list_contexts),
    ("GET", "/contexts/{peer}/{context}", show_context),
    ("DELETE", "/contexts/{peer}/{context}", forget_context),
    ("POST", "/contexts/{peer}/{context}/messages", send_into_context),
    ("GET", "/outbox", list_outbox),
    ("GET", "/outbox/{id}", show_delivery),
    ("POST", "/outbox/{id}/retry", retry_delivery),
    ("DELETE", "/outbox/{id}", drop_delivery),
    ("GET", "/people", list_people),
    ("GET", "/automations", list_automations),
    ("POST", "/automations/{name}/run", run_automation),
    ("GET", "/automations/runs/{id}", show_run),
    ("GET", "/skills", list_skills),
    ("GET", "/routes", list_routes),
    ("POST", "/routes/test", try_route),
    ("GET", "/deals", list_deals),
    ("POST", "/deals", open_deal),
    ("POST", "/deals/draft", draft_deal),
    ("GET", "/deals/{name}", show_deal),
    ("GET", "/deals/{name}/record", show_record),
    ("GET", "/deals/{name}/offers/{peer}", show_offer),
    ("POST", "/deals/{name}/award", award_deal),
    ("POST", "/deals/{name}/follow", follow_deal),
    ("POST", "/deals/{name}/close", close_deal),
    ("POST", "/deals/{name}/archive", archive_deal),
    ("GET", "/keys", list_keys),
    ("POST", "/keys", add_key),
    ("POST", "/keys/reseal", reseal_all),
    ("POST", "/keys/{kid}/retire", retire_key),
    ("DELETE", "/keys/{kid}", remove_key),
    ("POST", "/discover", discover),
)

OPERATOR_ENDPOINTS: Final[tuple[Endpoint, ...]] = tuple(
    Endpoint((method,), (PREFIX + path,), Audience.OPERATOR, handler)
    for method, path, handler in _HANDLERS
)
