"""The nouns: frozen values that every other module hands on.

Only the standard library is imported here. Field names are the field's own terms (schema.org/ClaimReview,
"registrable domain"). All datetimes are aware; all tuples may be empty; each field says what empty means.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

# --- what came in -------------------------------------------------------------------------------------


class ConversationKind(enum.Enum):
    """Where a message was said, which decides whether silence is polite."""

    DIRECT = "direct"
    GROUP = "group"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat, group or server channel."""

    id: str
    """Platform and number, such as ``telegram:-100123``; "" for the terminal."""
    kind: ConversationKind = ConversationKind.DIRECT


class Picture(Protocol):
    """A picture that a platform holds: it is only had when it is going to be read."""

    async def load(self, max_bytes: int) -> bytes:
        """Return its bytes.

        Raises:
            FetchError: it could not be had, or has more than ``max_bytes`` (TOO_LARGE).
        """


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """What one picture says."""

    words: str = ""
    """Its words, a line for each of its blocks; "" where it has none."""
    links: tuple[str, ...] = ()
    """Addresses that its QR codes hold."""
    gap: Gap | None = None
    """Why it could not be read, or that it has neither words nor codes."""


@dataclass(frozen=True, slots=True)
class Message:
    """One forwarded message, from any platform, with nothing about who sent it."""

    text: str
    """Text and caption, quotes and embeds, as the reader sees them; "" for a bare picture."""
    hidden_urls: tuple[str, ...] = ()
    """URLs that the text does not show: text_link entities, buttons, embeds, forwards, previews."""
    images: tuple[bytes | Picture, ...] = ()
    """Pictures that can be read: their bytes, or where to have them."""
    language: str = ""
    """BCP 47 tag of the reader, as the platform tells it; "" when it does not."""
    conversation: Conversation = Conversation("")
    reply_to: str = ""
    """The platform's id of the message being asked about; "" when none is."""
    asked: bool = False
    """True when somebody asked (a command, a mention, a button), so that an answer is owed."""
    unread_images: int = 0
    """Films, stickers and the like that it holds: nobody looks at those."""
    read_images: tuple[ReadPicture, ...] = ()
    """What its ``images`` say, in their order; empty as long as nobody has read them."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to look at: no words, no links, no pictures."""
        return not (self.text.strip() or self.hidden_urls or self.images or self.unread_images)


class Mode(enum.Enum):
    """When Mop speaks in a chat."""

    OFF = "off"
    """Never, not even when asked, but for commands."""
    ASKED = "asked"
    """Only when somebody asks. The default in servers."""
    WARN = "warn"
    """When asked, and unasked when an outcome deserves a warning. The default in groups, but not in servers."""
    ALWAYS = "always"
    """On every message with a link. The default in direct messages."""


# --- links --------------------------------------------------------------------------------------------


class StepKind(enum.Enum):
    """Why the next address differs from the one before it."""

    SCHEME_ADDED = "scheme_added"
    REFANGED = "refanged"
    WRAPPER = "wrapper"
    SHORTENER = "shortener"
    AMP = "amp"
    ARCHIVE = "archive"
    TRANSLATION = "translation"
    REDIRECT = "redirect"
    META_REFRESH = "meta_refresh"
    TRACKING_REMOVED = "tracking_removed"
    QR_CODE = "qr_code"
    PICTURE = "picture"
    """It stands in the words of a picture, and may have been misread."""


@dataclass(frozen=True, slots=True)
class Step:
    """One unwrapping of a link."""

    kind: StepKind
    url: str
    """The address after this step."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a message: as it was sent, and what it really is."""

    forwarded: str
    """As it stands in the message, or as the platform gave it."""
    url: str
    """Canonical: WHATWG-serialised, unwrapped, without tracking. What is checked and what is fetched."""
    host: str
    """Lower-case ASCII host of ``url``, no port; an IPv6 address without its brackets."""
    registrable_domain: str
    """Public suffix plus one label (private suffixes count); "" for an address or a bare suffix."""
    steps: tuple[Step, ...] = ()
    """How ``url`` came from ``forwarded``, in order; empty when nothing was unwrapped."""


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one message, in order of appearance, each canonical address once."""

    found: tuple[Link, ...] = ()
    left_out: int = 0
    """How many more there were beyond the limit."""


# --- what is known --------------------------------------------------------------------------------------


class Reliability(enum.IntEnum):
    """How a rater's own word is read, best first; raters' words map to it in sources.yaml."""

    RELIABLE = 1
    MIXED = 2
    UNRELIABLE = 3
    FABRICATED = 4


class Kind(enum.Enum):
    """What a source is, apart from how reliable it is."""

    NEWS = "news"
    LOCAL_NEWS = "local_news"
    TABLOID = "tabloid"
    PARTISAN = "partisan"
    PUBLIC_BROADCASTER = "public_broadcaster"
    STATE_CONTROLLED = "state_controlled"
    INFLUENCE_OPERATION = "influence_operation"
    SATIRE = "satire"
    CONSPIRACY = "conspiracy"
    PSEUDOSCIENCE = "pseudoscience"
    FABRICATED_NEWS = "fabricated_news"
    CONTENT_FARM = "content_farm"
    PINK_SLIME = "pink_slime"
    FACT_CHECKER = "fact_checker"
    PRIMARY = "primary"
    REFERENCE = "reference"
    SCIENCE = "science"
    PREPRINT = "preprint"
    CHARITY = "charity"
    USER_GENERATED = "user_generated"
    SHORTENER = "shortener"
    ARCHIVE = "archive"
    WRAPPER = "wrapper"
    FILE_SHARE = "file_share"
    PETITION = "petition"
    FUNDRAISING = "fundraising"
    COMPANY = "company"
    PHISHING = "phishing"


class Voice(enum.IntEnum):
    """Who speaks, first one first: this chat's admins, then the operator, then the raters."""

    CHAT_ADMINS = 1
    OPERATOR = 2
    RATER = 3


@dataclass(frozen=True, slots=True)
class SourceRating:
    """One rater's word on one source."""

    subject: str
    """``host`` or ``host/path`` that the rating speaks of."""
    rater: str
    """Who rates, as shown to the reader, such as "Wikipedia's editors"."""
    rating: str
    """The rater's own word, verbatim; "" where the row only says what kind of source it is."""
    reliability: Reliability | None
    """How that word is read; None where it says nothing of reliability."""
    kind: Kind | None
    """What the rater says the source is; None when it does not say."""
    url: str
    """The page where the rater says so. Never empty."""
    as_of: str
    """ISO date, year-month or year of that word; "" when the rater gives none."""
    name: str = ""
    """The outlet's name, such as "The Onion"; "" when unknown."""
    voice: Voice = Voice.RATER
    origin: str = ""
    """The rater this one copies (``derived_from``): both count as one voice; "" for an independent rater."""
    remark: tuple[tuple[str, str], ...] = ()
    """A sentence of ours about the source, by language (BCP 47); empty for nearly all."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What one chat's admins chose."""

    mode: Mode
    language: str = ""
    """BCP 47; "" follows the reader's own language."""
    local_ratings: tuple[SourceRating, ...] = ()
    """What the chat's admins trust and distrust, with ``voice`` CHAT_ADMINS."""
    mode_chosen: bool = True
    """False where ``mode`` is only a default, so that what the chat around this one chose goes before it."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A host that poses as a well-known one."""

    host: str
    poses_as: str
    """The real outlet's name."""
    real_url: str
    """The real outlet's address."""
    how: str
    """HOMOGLYPH, ONE_EDIT, OTHER_SUFFIX, ADDED_WORD, BRAND_AS_SUBDOMAIN, BRAND_IN_USERINFO, BRAND_IN_PATH."""


@dataclass(frozen=True, slots=True)
class ClaimReview:
    """One fact-check, in schema.org's terms."""

    claim_reviewed: str
    claimant: str
    """Who made the claim; "" when the review does not say."""
    textual_rating: str
    """The reviewer's own word (``alternateName``), verbatim."""
    publisher: str
    """Name of the fact-checker."""
    url: str
    """The page of the review."""
    review_date: str
    """ISO date; "" when unknown."""
    language: str = ""
    appearances: tuple[str, ...] = ()
    """Links at which the claim was made."""
    reliability: Reliability | None = None
    """How ``textual_rating`` is read by the publisher's map; None when the map does not know the word."""


class MatchHow(enum.IntEnum):
    """How a fact-check was found, surest first."""

    SAME_LINK = 1
    SAME_CLAIM = 2
    RELATED = 3


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """A fact-check that speaks of this link or claim."""

    review: ClaimReview
    how: MatchHow
    score: float
    """0..1, for ordering and for the JSON report; never shown to a reader."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A page to read and share instead."""

    title: str
    url: str
    publisher: str
    topic: str
    """Topic id in sources.yaml; "" for a page that belongs to one pattern only."""
    language: str = ""
    """BCP 47; "" for any."""
    region: str = ""
    """ISO 3166 country code; "" for everywhere."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """How to report a post on the platform it came from."""

    platform: str
    """The platform's name, such as "Facebook"."""
    how: str
    """One sentence in the reader's language."""
    url: str
    """The platform's own page on reporting."""
    illegal_url: str = ""
    """Its form for illegal content under the EU's Digital Services Act; "" where it has none."""


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """A known piece of misinformation, recognised in the wording."""

    pattern_id: str
    excerpt: str
    """The words that matched, as the message has them, at most 120 characters."""
    note: str
    """What is known, one or two sentences, in the reader's language."""
    authorities: tuple[Authority, ...]
    """The page that settles it first. Never empty."""
    since: str = ""
    """When it first went round, ISO year or date; "" when unknown."""
    reviews: tuple[ClaimReview, ...] = ()
    """Fact-checks of it that sources.yaml names."""
    title: str = ""
    """The hoax in a few words, in the reader's language."""


class SignalKind(enum.Enum):
    """A remark on wording; never a verdict."""

    CLICKBAIT = "clickbait"
    RAGEBAIT = "ragebait"
    CHAIN_LETTER = "chain_letter"
    CAPITALS = "capitals"
    MIRACLE = "miracle"
    URGENCY = "urgency"
    SECRET = "secret"  # noqa: S105 - "what they do not want you to know"
    OLD_STORY = "old_story"


@dataclass(frozen=True, slots=True)
class Signal:
    """One wording signal."""

    kind: SignalKind
    excerpt: str
    """The words that gave it away, at most 120 characters."""


# --- the page -------------------------------------------------------------------------------------------


class GapReason(enum.Enum):
    """Why something could not be looked at. Each has a sentence of its own in the locale files."""

    TIMED_OUT = "timed_out"
    REFUSED_ADDRESS = "refused_address"
    """Never fetched: the address is not a public web address. Told to readers as UNREACHABLE is."""
    UNREACHABLE = "unreachable"
    """No such name, connection refused or reset, filtered."""
    BAD_CERTIFICATE = "bad_certificate"
    HTTP_STATUS = "http_status"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    RATE_LIMITED = "rate_limited"
    ROBOTS = "robots"
    NOT_A_PAGE = "not_a_page"
    """A picture, a film, a document: nothing to read."""
    MALFORMED = "malformed"
    LOGIN_WALL = "login_wall"
    CONSENT_PAGE = "consent_page"
    BOT_CHECK = "bot_check"
    """The site keeps programs out ("Just a moment...", "Access denied")."""
    SOFT_404 = "soft_404"
    PARKED = "parked"
    NO_TEXT = "no_text"
    NOT_FETCHED = "not_fetched"
    """The operator or the caller asked for no network."""
    TOO_MANY_LINKS = "too_many_links"
    OUT_OF_TIME = "out_of_time"
    """The deadline of the whole check came first."""
    SOURCE_FAILED = "source_failed"
    """A list, an index or a live service that should have been asked could not be."""
    OUT_OF_DATE = "out_of_date"
    """The fact-checks at hand are old, ``detail`` says from when; hides nothing that is known."""
    NOT_INSTALLED = "not_installed"
    """An optional part (reading images) is missing or switched off."""
    PICTURE_NOT_FETCHED = "picture_not_fetched"
    PICTURE_TOO_LARGE = "picture_too_large"
    """More bytes or pixels than are read, or more memory than reading it may take."""
    PICTURE_BROKEN = "picture_broken"
    """Of no known format, damaged, or made to break whoever opens it."""
    PICTURE_OUT_OF_TIME = "picture_out_of_time"
    PICTURE_WITHOUT_WORDS = "picture_without_words"
    """It was read and holds neither words nor codes; what it shows is not looked at."""
    TOO_MANY_PICTURES = "too_many_pictures"
    MOVING_PICTURE = "moving_picture"
    """A film, a sticker: never looked at."""


class GapStep(enum.Enum):
    """Which step has the gap."""

    FETCH = "fetch"
    PAGE = "page"
    CLAIMS = "claims"
    CATALOGUE = "catalogue"
    IMAGES = "images"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be looked at."""

    step: GapStep
    reason: GapReason
    detail: str = ""
    """A figure or a word for the report (an HTTP status, seconds); never shown raw to a reader."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself."""

    link: Link
    """Where the redirects ended."""
    title: str = ""
    description: str = ""
    text: str = ""
    """Main text where it could be told apart; "" otherwise. Kept for this check only."""
    author: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    site_name: str = ""
    canonical: str = ""
    """What the page names as its canonical address; "" when it names none."""
    claim_reviews: tuple[ClaimReview, ...] = ()
    fetched_at: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    """What this page really is when it is no article: LOGIN_WALL, CONSENT_PAGE, BOT_CHECK, SOFT_404, PARKED, NO_TEXT;
    also BAD_CERTIFICATE. Such a page is matched against nothing."""


# --- the answer -----------------------------------------------------------------------------------------


class Outcome(enum.IntEnum):
    """What a link's evidence amounts to, worst first: the smallest number is the most serious."""

    DANGEROUS = 1
    IMPERSONATION = 2
    CLAIM_CHECKED = 3
    UNRELIABLE_SOURCE = 4
    KNOWN_PATTERN = 5
    STATE_CONTROLLED = 6
    RATERS_DISAGREE = 7
    SATIRE = 8
    OLD_STORY = 9
    USER_GENERATED = 10
    FACT_CHECK = 11
    RELIABLE_SOURCE = 12
    NOTHING_FOUND = 13
    NOT_CHECKED = 14


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found about one link, or about a message without one."""

    link: Link | None
    """None for the words of a message that holds no link."""
    page: Page | None = None
    ratings: tuple[SourceRating, ...] = ()
    look_alike: LookAlike | None = None
    claim_matches: tuple[ClaimMatch, ...] = ()
    pattern_matches: tuple[PatternMatch, ...] = ()
    signals: tuple[Signal, ...] = ()
    authorities: tuple[Authority, ...] = ()
    """Pages on the topic, for this reader's language and country; at most three."""
    report_pages: tuple[ReportPage, ...] = ()
    """How to report it: the platform that the link leads to; empty when it leads to none."""
    is_fact_check: bool = False
    """True when the link is a listed fact-checker's, or its page carries one's ClaimReview on its own domain."""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one link's evidence amounts to."""

    outcome: Outcome
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Report:
    """All verdicts on one message, most serious first."""

    verdicts: tuple[Verdict, ...]
    checked_at: datetime
    links_left_out: int = 0
    complete: bool = True
    """False for the first of two answers: pages are still being read."""


# --- what is said ---------------------------------------------------------------------------------------


class Action(enum.Enum):
    """What a reader can press under an answer."""

    DETAILS = "details"
    SHARE = "share"
    REPORT = "report"
    NOT_RIGHT = "not_right"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Citation:
    """Who says so, and where."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """One line of an answer."""

    text: str
    citations: tuple[Citation, ...]
    """Never empty: every note cites a URL."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as plain text, no markup; adapters escape it and add their platform's own."""

    headline: str
    """True and useful alone: a notification shows no more."""
    notes: tuple[Note, ...] = ()
    authorities: tuple[Authority, ...] = ()
    """Read and share instead."""
    caveats: tuple[str, ...] = ()
    """What could not be looked at, and what silence does not mean."""
    actions: tuple[Action, ...] = ()
    outcome: Outcome = Outcome.NOTHING_FOUND
    """The most serious outcome, for colour; never the only signal."""
    blocked_urls: tuple[str, ...] = field(default=())
    """Links that must not be opened: shown defanged, never linked."""
