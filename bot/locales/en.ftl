# Every sentence Mop says about a message. Plain, short, warm; the person who forwarded it is a friend.
# $host and $name are hosts and outlets; $rater, $rating, $claim, $publisher are other people's words.

# --- first lines -----------------------------------------------------------------------------------
headline-dangerous = Please do not open { $host }: it is listed as a phishing site.
headline-impersonation = { $host } is not { $name }. It only looks like it.
headline-claim-checked = This has been checked: { $publisher } rated it “{ $rating }”.
headline-claim-checked-plain = This has been checked by { $publisher }.
headline-unreliable = { $name }: not a source to rely on, according to { $rater }.
headline-kind-warning = { $name }: { $kind }, according to { $rater }.
headline-kind-stated = { $name }: { $kind }.
headline-pattern = An old rumour that comes round again: { $title }.
headline-pattern-since = Going round since { $since }: { $title }.
headline-state-controlled = { $name }: state-controlled media, according to { $rater }.
headline-raters-disagree = { $name }: opinions differ on how far to rely on it.
headline-raters-mixed = { $name }: to be read with care, according to { $rater }.
headline-satire = { $name } is satire: meant as a joke, not as news.
headline-old-story = Mind the date: this was published on { DATETIME($date, dateStyle: "long") }.
headline-user-generated = { $name }: anyone can post here, so it matters who did.
headline-file-share = { $name }: anyone can put a file or a page here, so it matters who did.
headline-petition = { $name }: anyone can start a petition here; starting one proves nothing.
headline-fundraising = { $name }: anyone can ask for money here, so check who is asking.
headline-preprint = { $name }: a preprint server; nobody has reviewed the papers here yet.
headline-own-review = This page is itself a fact-check of “{ $claim }”: “{ $rating }”.
headline-own-review-plain = This page is itself a fact-check of “{ $claim }”.
headline-fact-check = { $name } checks facts: this link is a check, not the rumour.
headline-reliable = { $name }: “{ $rating }”, according to { $rater }.
headline-primary = { $name }: { $kind }, so you are at the origin.
headline-trusted-here = { $name }: trusted by { $rater }.
headline-nothing-found = Nothing known about { $host }. That is not a clean bill.
headline-nothing-rated = { $name }: { $kind }. Nobody I know of has said how reliable it is, and that is not a clean bill.
headline-nothing-words = Nothing here that I can check: I know no rumour and no fact-check like it.
headline-not-checked = { $host }: { $gap }. So I cannot say anything about it.
headline-not-checked-source = { $gap-capital }, so this is only about the source, { $name }.
headline-not-fetched = { $host }: no list I have mentions it, and I have not opened the page.
headline-hidden = { $host } hides where it leads, and { $gap }.
headline-no-words = { $gap-capital }, and there is nothing else here that I know.

# --- notes: one line each, followed by who says so --------------------------------------------------
note-rating = { $rater }: “{ $rating }”
note-rating-dated = { $rater }: “{ $rating }” ({ $date })
note-kind = { $rater }: { $kind }
note-kind-dated = { $rater }: { $kind } ({ $date })
note-kind-own = { $name }: { $kind }
note-admins = This group's admins say: “{ $rating }” ({ $date })
note-operator = Whoever runs this bot says: “{ $rating }” ({ $date })
note-real-site = The real { $name } is at { $host }.
note-claim = { $publisher } checked “{ $claim }” and rated it “{ $rating }”
note-claim-dated = { $publisher } checked “{ $claim }” on { $date } and rated it “{ $rating }”
note-claim-unrated = { $publisher } checked “{ $claim }”
note-own-review = This page is a fact-check of “{ $claim }”: “{ $rating }”
note-own-review-plain = This page is a fact-check of “{ $claim }”
note-related = Related, not the same: { $publisher } checked “{ $claim }” and rated it “{ $rating }”
note-related-dated = Related, not the same: { $publisher } checked “{ $claim }” on { $date } and rated it “{ $rating }”
note-related-unrated = Related, not the same: { $publisher } checked “{ $claim }”
note-pattern = { $known }
note-pattern-rated = { $known } { $ratings }
rated-in = { $publisher } rated it “{ $rating }” in { $year }.
rated = { $publisher } rated it “{ $rating }”.
note-original-archive = You were sent an archive's copy; the original is at { $host }.
note-original-amp = You were sent a fast-page (AMP) copy; the original is at { $host }.
note-original-translation = You were sent a translation by machine; the original is at { $host }.
note-original-wrapper = The link passes you on; it leads to { $host }.
note-also = Also in it: { $title }
note-page-says = The page itself says: “{ $text }”
note-published = Published { DATETIME($date, dateStyle: "long") }
note-headline = Its headline: “{ $text }”

# --- caveats -----------------------------------------------------------------------------------------
caveat-leads-to = The link leads to { $host }.
caveat-raters-disagree = These opinions are far apart, so look for a second source.
caveat-gap = { $gap-capital }, so this is only about the source.
caveat-not-fetched = I have not opened the page, so this is only about the source.
caveat-reading = I am still reading the page.
caveat-look = Worth a look: who runs it, what does it cite, who else reports this?
caveat-links-left-out = { $count ->
    [one] One more link was left out.
   *[other] { $count } more links were left out.
}
caveat-more-links = { $count ->
    [one] Nothing to say about one other link.
   *[other] Nothing to say about { $count } other links.
}
caveat-images = I cannot read pictures here, so I went by the words only.
caveat-picture = { $gap-capital }, so I went by the rest of the message only.
caveat-claims = { $gap-capital }, so there may be a fact-check that I missed.
caveat-claims-old = The fact-checks that I have are from { $date }; newer ones are missing.

# --- remarks on wording ------------------------------------------------------------------------------
signal-clickbait = The wording leaves out what happened, so that you click.
signal-ragebait = The wording is made to make you angry.
signal-chain_letter = It asks you to pass it on; that is how chain letters travel.
signal-capitals = A lot of it is in capitals.
signal-miracle = It promises a miracle; those rarely stand up.
signal-urgency = It presses you to hurry; a true thing can wait for a check.
signal-secret = It says that somebody does not want you to know; that is a way to stop you asking.
signal-old_story = It sounds like news from today; the date says otherwise.

# --- what could not be looked at: each completes "<host>: ..." ---------------------------------------
gap-timed_out = the page did not answer in time
gap-unreachable = the page could not be reached
gap-bad_certificate = the page's security certificate is not valid
gap-http_status = the site answered with an error
gap-not_found = there is no such page any more
gap-too_large = the page is too large to read
gap-too_many_redirects = the link sends you round in circles
gap-rate_limited = the site asked me to come back later
gap-robots = the site does not let robots read this page
gap-not_a_page = this is a file, not a page with words I can read
gap-malformed = the site's answer made no sense
gap-login_wall = the page can only be read after logging in
gap-consent_page = the site showed its consent form instead of the page
gap-bot_check = the site keeps programs like me out
gap-soft_404 = the site says that the page does not exist
gap-parked = the address is for sale; there is no page
gap-no_text = the page has no words I can read
gap-not_fetched = the page was not opened
gap-too_many_links = there were too many links to read them all
gap-out_of_time = there was not enough time to read the page
gap-source_failed = one of my lists could not be read
gap-out_of_date = one of my lists is old
gap-not_installed = I cannot read pictures here
gap-picture_not_fetched = the picture could not be fetched
gap-picture_too_large = the picture is too large to read
gap-picture_broken = the picture could not be opened
gap-picture_out_of_time = there was not enough time to read the picture
gap-picture_without_words = I found no words in the picture
gap-too_many_pictures = there were too many pictures to read them all
gap-moving_picture = I do not look at films or stickers

# --- fact-checks that could not be asked: each completes "..., so there may be a fact-check that I missed" -----
claims-gap-source_failed = I could not read the fact-checks that I have
claims-gap-timed_out = Google's search for fact-checks did not answer in time
claims-gap-out_of_time = there was no time left to ask Google's search for fact-checks
claims-gap-rate_limited = Google's search for fact-checks asked me to come back later
claims-gap-unreachable = Google's search for fact-checks could not be reached
claims-gap-http_status = Google's search for fact-checks answered with an error
claims-gap-malformed = the answer of Google's search for fact-checks made no sense

# --- what a source is ----------------------------------------------------------------------------------
kind-news = a news site
kind-local_news = a local news site
kind-tabloid = a tabloid
kind-partisan = a site with a political side
kind-public_broadcaster = a public broadcaster
kind-state_controlled = state-controlled media
kind-influence_operation = part of an influence operation
kind-satire = satire
kind-conspiracy = a site that spreads conspiracy theories
kind-pseudoscience = a site that spreads pseudoscience
kind-fabricated_news = a site that makes news up
kind-content_farm = a content farm: many pages, made for clicks
kind-pink_slime = a site that looks like local news and is not
kind-fact_checker = a fact-checker
kind-primary = the authority or organisation itself
kind-reference = a reference work
kind-science = a scientific publisher
kind-preprint = a preprint server: papers that nobody has reviewed yet
kind-charity = a charity
kind-user_generated = a site where anyone can post
kind-shortener = a link shortener, which hides where a link leads
kind-archive = an archive that keeps copies of other sites' pages
kind-wrapper = an address that passes you on to another
kind-file_share = a place where anyone can put files
kind-petition = a petition site
kind-fundraising = a site where anyone can ask for money
kind-company = a company's own site
kind-phishing = a phishing site

# --- names and labels ------------------------------------------------------------------------------------
rater-mop-s-own-list = Mop's own list
rater-wikipedia-s-editors = Wikipedia's editors
rater-international-fact-checking-network = International Fact-Checking Network
rater-european-fact-checking-standards-network = European Fact-Checking Standards Network
rater-us-courts = US courts
rater-council-of-the-european-union = Council of the European Union
rater-chat-admins = this group's admins
rater-operator = whoever runs this bot
label-read-instead = Read instead
label-phishing = not linked, on purpose
action-details = Details
action-share = Share the facts
action-report = Report it
action-not_right = Not right?
action-dismiss = Dismiss
action-back = Back
action-send-to-chat = Send it to a chat

# --- details ---------------------------------------------------------------------------------------------
details-headline = In detail: { $host }
details-headline-words = In detail
details-forwarded = As it was sent: { $url }
details-step-scheme_added = written without https://
details-step-refanged = written so that it could not be clicked
details-step-wrapper = passed on through another address
details-step-shortener = behind a link shortener
details-step-amp = behind a fast-page (AMP) copy
details-step-archive = behind an archive's copy
details-step-translation = behind a translation
details-step-redirect = redirected
details-step-meta_refresh = redirected by the page itself
details-step-tracking_removed = tracking removed
details-step-qr_code = in a QR code
details-step-picture = read off a picture, perhaps not letter by letter
details-steps = How the link was unwrapped: { $steps }.
details-modified = Changed { DATETIME($date, dateStyle: "long") }
details-author = By { $author }
details-checked = Looked at { DATETIME($date, dateStyle: "long") }. Mop quotes others and judges nothing itself.

# --- share and report --------------------------------------------------------------------------------------
share-claim = { $publisher } checked “{ $claim }” and rated it “{ $rating }”:
share-source = { $name } is not a source to rely on, according to { $rater }:
share-state = { $name } is state-controlled, according to { $rater }:
share-satire = { $name } is satire, not news:
share-impersonation = { $host } is not { $name }. The real one:
share-dangerous = Do not open { $host }: it is listed as a phishing site.
share-old = This is from { DATETIME($date, dateStyle: "long") }, not from today:
share-read = Read instead: { $title }, { $publisher }:
share-nothing = I have nothing to share about this: nothing is known.
report-headline = Report it, do not feed it.
report-no-platform = If a stranger posted it, the three dots beside the post lead to “report”. Answering or sharing it, even to object, shows it to more people.
report-do-not-share = Answering or sharing it, even to object, shows it to more people.
report-illegal = { $platform } also has a form for illegal content.

# --- in a chat: commands and what they answer ------------------------------------------------------------
follow-up = { $news } You asked about it on { DATETIME($date, dateStyle: "long") }, when I knew nothing about it.
already-checked = Already checked here today.
already-checked-there = The answer is above
welcome-group = I check forwarded links: who rates the source, who checked the claim, what to read instead.
    I speak up only when something is worth a warning; /check as a reply asks me any time. Admins can change that with /mode.
    I keep no message text and no names: /privacy.
welcome-direct = Forward me a link, a meme's words or a chain message, and I say what is known of it: who rates the source, who checked the claim, what to read instead. I quote others and judge nothing myself. /help shows more, /privacy what I keep.
help-headline = What I can do
help-check = Forward me anything here; in a group, answer a message with /check, or write /check and a link.
about-headline = Mop checks forwarded links. It quotes raters and fact-checkers by name and judges nothing itself.
about-knows = It knows { $sources } sources, { $patterns } rumours that come round again, and { $topics } topics.
about-free = It is free software, keeps no message text, shows no advertising and asks nobody it was not told to ask.
command-start = What this is
command-help = What I can do
command-check = Check a link, or the message you reply to
command-mode = When I speak: off, asked, warn or always
command-language = The language I answer in
command-trust = Trust a source in this chat
command-distrust = Do not trust a source in this chat
command-lists = Whose ratings I quote
command-stats = What I have checked here
command-privacy = What is kept, and for how long
command-forget = Delete what is kept
command-about = What Mop is
mode-is = I speak here: { $meaning } To change it: /mode off, asked, warn or always.
mode-set = Done. I speak here: { $meaning }
mode-off = never, except for commands.
mode-asked = only when somebody asks.
mode-warn = when asked, and when something is worth a warning.
mode-always = whenever somebody sends a link.
mode-unknown = “{ $word }” is no mode. The modes are: off, asked, warn, always.
mode-is-off = I am switched off in this chat. An admin can change that with /mode asked.
language-is = I answer in { $language }. I speak: { $languages }. “auto” follows the reader.
language-auto = the reader's own language
language-set = Done. I answer in { $language } now.
language-unknown = I do not speak “{ $word }” yet. I speak: { $languages }.
trust-usage = Write the source, and why: /{ $command } example.org our town's paper
trust-no-website = “{ $word }” is no website I can recognise.
trust-set = Noted: this chat's admins trust { $subject }. The raters stay visible. /trust { $subject } off takes it back.
distrust-set = Noted: this chat's admins do not trust { $subject }. The raters stay visible. /distrust { $subject } off takes it back.
trust-removed = Taken back: this chat's admins say nothing of { $subject } any more.
trust-nothing-to-remove = This chat's admins had said nothing of { $subject }.
trust-too-long = That reason is too long: { $limit } characters at most.
trust-listed = { $subject }: trusted
trust-listed-not = { $subject }: not trusted
lists-headline = I quote these, by name and in their own words
lists-own = What this chat's admins say
stats-headline = { $count ->
    [0] Nothing checked here yet.
    [one] One check here so far.
   *[other] { $count } checks here so far.
}
stats-line = { $outcome }: { $count }
outcome-DANGEROUS = dangerous links
outcome-IMPERSONATION = sites posing as another
outcome-CLAIM_CHECKED = claims already checked
outcome-UNRELIABLE_SOURCE = sources not to rely on
outcome-KNOWN_PATTERN = rumours that come round again
outcome-STATE_CONTROLLED = state-controlled media
outcome-RATERS_DISAGREE = sources on which opinions differ
outcome-SATIRE = satire
outcome-OLD_STORY = old stories
outcome-USER_GENERATED = posts by anyone
outcome-FACT_CHECK = fact-checks
outcome-RELIABLE_SOURCE = sources relied on
outcome-NOTHING_FOUND = nothing known
outcome-NOT_CHECKED = could not be looked at
privacy-headline = I keep no message text and no names. What I do keep:
privacy-line = { $what }: { $period }
kept-chat-settings = chat settings
kept-chat-settings-until = until Mop is removed from the chat, and 30 days
kept-local-ratings = what this chat's admins trust and distrust
kept-local-ratings-until = until they take it back, or until Mop is removed from the chat, and 30 days
kept-answers-given = answers given
kept-answers-given-until = 30 days
kept-counts = counts
kept-counts-until = 400 days
kept-disputes = objections
kept-disputes-until = until settled, and 1 year
kept-audit-log = changes of settings
kept-audit-log-until = 1 year
kept-updates-in-hand = messages not answered yet
kept-updates-in-hand-until = until it is answered, 1 day at the most
kept-ids-of-answered-updates = numbers of answered messages
kept-ids-of-answered-updates-until = 1 day
kept-turns-of-chats = whose turn it is to be answered
kept-turns-of-chats-until = 1 day after the last message
kept-shared-pages = what linked pages say of themselves
kept-shared-pages-until = 10 minutes, and up to 1 hour more until it is deleted
privacy-service-titles = To find fact-checks, whoever runs this bot lets it send the titles of linked pages to Google; no word of a message, and nothing of who asks.
privacy-service-text = To find fact-checks, whoever runs this bot lets it send the titles of linked pages, and at most 200 characters of a message's words, to Google; nothing of who asks.
privacy-forget = /forget deletes it.
forget-done = { $count ->
    [0] There was nothing to delete.
   *[other] Deleted: { $what }.
}
forget-person = { $count ->
    [0] I keep nothing about you.
    [one] Your name is off one objection that you had filed. I keep nothing else about you.
   *[other] Your name is off { $count } objections that you had filed. I keep nothing else about you.
}
forget-admins = To delete what is kept of this chat, an admin writes /forget.
admins-only = Only this chat's admins can do that.
dispute-thanks = Thank you. Whoever runs this bot will look at it.
dispute-thanks-words = Thank you. Whoever runs this bot will look at it, with your words.
dispute-say-more = Thank you. Whoever runs this bot will look at it. If you like, answer this message with what it should say, and with a link that shows it.
dispute-about = It is about this answer
dispute-accepted = You were right. I had said “{ $what }”; that is corrected now. { $reason }
dispute-declined = You objected to “{ $what }”. It stays as it is. { $reason }
check-nothing = There is no link and no text to check: answer a message with /check, or write /check and a link.
went-wrong = Something went wrong on my side, so I could not look at that. Please try again later.
too-late = That answer is too old to look up again.
not-yours = Only whoever posted the message, or an admin, can do that.

# --- Discord: names and descriptions of commands (names in small letters, descriptions of 100 characters at most) ---
discord-name-check = check
discord-name-mode = mode
discord-name-language = language
discord-name-trust = trust
discord-name-distrust = distrust
discord-name-lists = lists
discord-name-stats = stats
discord-name-privacy = privacy
discord-name-forget = forget
discord-name-help = help
discord-name-about = about
discord-menu-check = Check links
discord-menu-share = Share the facts
discord-option-text = text
discord-option-show = show_to_all
discord-option-mode = mode
discord-option-where = where
discord-option-language = language
discord-option-source = source
discord-option-reason = reason
discord-check = Check a link or a text; only you see the answer
discord-check-text = The link or the words to check
discord-check-show = Show the answer to everybody here
discord-mode-where = Where it holds: this channel, or every channel without a choice of its own
discord-mode-off = off: never, except for commands
discord-mode-asked = asked: only when somebody asks
discord-mode-warn = warn: when asked, and when something is worth a warning
discord-mode-always = always: whenever somebody sends a link
discord-scope-channel = this channel
discord-scope-server = the whole server
discord-trust-source = The website, such as example.org
discord-trust-reason = Why, for everybody to read; “off” takes it back
discord-mode-in-channel = This holds for this channel and its threads.
discord-mode-in-server = This holds for the whole server; a channel with a choice of its own keeps it.
discord-no-content = I do not see messages that do not mention me: whoever runs this bot has not switched that on, or Discord has not allowed it. Commands, “Check links” and mentions work.
discord-help = Right-click a message, or hold it, and choose Apps, then “Check links” or “Share the facts”. In a channel you can also mention me in a reply.
discord-check-nothing = There is no link and no text to check there.
discord-mention-nothing = There is nothing to check: reply to a message and mention me, or use /check. Pictures and messages I cannot see: right-click one and choose Apps, “Check links”.
discord-form-title = What is not right?
discord-form-words = What should it say?
discord-form-link = A link that shows it (you can leave it out)
