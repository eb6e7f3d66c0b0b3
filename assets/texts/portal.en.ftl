# What a client's people read, in English. One message each, whole sentences with what is filled in;
# `word-` and `error-` are found by this English text (see src/base/language).

## announcement
announcement-understood = Understood
announcement-understood-it = Understood: { $text }

## app
app-give-files = Give files
app-home = Home
app-in-your-browsers-menu-choose-install = In your browser's menu choose Install, or Add to home screen. Photos can then be shared with it from your camera.
app-install = Install
app-install-it = Install it
app-keep-nothing = Keep nothing
app-keep-what-i-open = Keep what I open
app-keeps = Pages that you open are kept on this device.
app-keeps-not = Nothing is kept on this device.
app-no-connection = No connection
app-on-your-phone = On your phone
app-only-choose-it-on-a-device = Only choose it on a device that is yours alone: whoever unlocks it could read these pages. They are gone when you sign out, and nothing can be sent from them.
app-put-this-portal-among-your-apps = Put this portal among your apps, and read what you opened last without a connection.
app-requests = Requests
app-this-needs-scripts-which-are-switched = This needs scripts, which are switched off in this browser.
app-this-page-isnt-kept-on-your = This page isn't kept on your device. What you opened before is, where you chose so.
app-try-again = Try again
app-unable = This browser keeps nothing for later.
app-without-a-connection = Without a connection

## certificate
certificate-accepts = Accepts
certificate-accepts-quote = { $quote }, version { $version }, with the last signature
certificate-account = Account
certificate-agreed-to = Agreed to
certificate-complete = Complete
certificate-document = Document
certificate-document-is = { $name }, { $document }, version { $version }, { $pages } pages, { $bytes } bytes
certificate-for-the-client = { $name }, for the client
certificate-for-the-house = { $name }, for the house
certificate-from = From
certificate-hash-of = SHA-256 of
certificate-hash-of-what-was-shown = the document as it was shown to everybody who signed:
certificate-how = How
certificate-identified-by = Identified by
certificate-no-authority = No time-stamp authority was asked: every time on this page is the time of this house's clock.
certificate-no-stamp = The time-stamp authority at { $host } was asked and gave no stamp: { $why }. So every time on this page is the time of this house's clock.
certificate-of-signatures = Certificate of signatures
certificate-request = Request
certificate-sent = Sent
certificate-signatures-on = Signatures on { $name }
certificate-signed = Signed
certificate-stamped = The seal carries a time stamp (RFC 3161) of the authority at { $host }, which says by a clock that isn't this house's that the file was sealed by then. Else every time on this page is the time of this house's clock.
certificate-this-server = this server
certificate-to-check-it = To check it without us, look at the seal in a program that shows signatures of PDFs. To check it with us, drop the file at the house's address under /verify, where nobody has to sign in.
certificate-typed-and-drawn = Typed name, and drawn by hand
certificate-typed-name = Typed name
certificate-what-stands-here = The document stands in this file byte by byte as it was shown; the signatures on its pages and this certificate were appended to it. The file is sealed by the certificate of the house, so that whoever changes it breaks the seal.
certificate-wrote = Wrote
certificate-wrote-on-page = { $text } (page { $page })

## chat
chat-all-of-the-words-in-quotation = All of the words, “in quotation marks” in this order.
chat-close-the-details = Close the details
chat-close-the-search = Close the search
chat-close-the-thread = Close the thread
chat-details = Details
chat-find-in-this-room = Find in this room
chat-follow = Follow
chat-go = Go
chat-go-to-a-day = Go to a day
chat-lede = What you and your team say to one another. Files you send here are kept under Files.
chat-message-to-team = Message to your team
chat-messages = Messages
chat-new = New
chat-new-since = { $count } new since you were here
chat-newer = Newer
chat-nothing-has-exactly-these-words-these = Nothing has exactly these words; these are near.
chat-nothing-that-was-said-here-has = Nothing that was said here has these words.
chat-nothing-was-said-here-yet = Nothing was said here yet
chat-older = Older
chat-replies = Replies
chat-the-search-is-being-made-ready = The search is being made ready. Try again in a moment.
chat-there-is-more-another-word-narrows = There is more. Another word narrows it.
chat-thread = Thread
chat-to-the-newest = To the newest
chat-unfollow = Unfollow
chat-what-you-write-here-reaches-the = What you write here reaches the people who work for you.
chat-words-that-were-said-here = Words that were said here
chat-write-a-reply = Write a reply
chat-you-and-your-team = You and your team
chat-you-read-along-here-and-dont = You read along here, and don't write.

## choices
choices-all-as-default = All as by default
choices-also-while-no-page-of-atrium = Also while no page of Atrium is open. The push service of the browser's maker carries it and can't read it.
choices-at = At
choices-back-to-all-defaults = Back to all defaults
choices-back-to-default = { $what }: back to the default
choices-because = because { $why }
choices-beside-news = What reaches you beside your news
choices-browser = Browser
choices-default = Default
choices-digest = Digest
choices-from = From
choices-go-to = Go to
choices-in-app = In app
choices-leave-out-what-i-have-read = Leave out what I have read here
choices-mail = Mail
choices-next-digest = The next one goes { $at }, when there is something in it.
choices-no-digest = None goes: what would be in it stands in your inbox only.
choices-nothing-is-lost-it-stands-in = Nothing is lost: it stands in the inbox at once, and goes out when it is quiet no more.
choices-notification-choices = Notification choices
choices-on = On
choices-on-once-a-week = On, once a week
choices-own = { $count ->
    [one] { $count } choice of your own
   *[other] { $count } choices of your own
    }
choices-profile-and-sign-in = Profile and sign-in
choices-push = Push
choices-push-to-this-browser = Push to this browser
choices-pushed-to-devices = Pushed to devices
choices-quiet-hours = Quiet hours
choices-save-choices = Save choices
choices-send = Send
choices-send-me-a-test = Send me a test
choices-set-by-the-house = Set by the house
choices-show-notifications-here = Show notifications here
choices-shows-what-arrives-while-a-page = Shows what arrives while a page of Atrium is open, also when it lies behind others.
choices-sms = SMS
choices-stop-pushing = Stop pushing to { $device }
choices-stop-showing-them-here = Stop showing them here
choices-text-messages = Text messages
choices-this-browser = This browser
choices-this-browser-takes-no-pushed-messages = This browser takes no pushed messages, or scripts are off.
choices-until = Until
choices-what-happens = What happens
choices-what-is-urgent-comes-through = What is urgent comes through
choices-what-reaches-you-and-how = What reaches you, and how
choices-whole-days = Whole days
choices-with-the-countrys-number-in-front = With the country's number in front, such as +1 215 555 0142.
choices-your-browser-shows-none-or-scripts = Your browser shows none, or scripts are off.
choices-your-own-choice-differs-from-the = Your own choice, differs from the default of your roles
choices-your-time-zone = Your time zone
choices-zone-now = Empty is the house's. It is { $clock } for you now.

## colleagues
colleagues-change-what-they-may-do = Change what they may do
colleagues-closed-by-us = No access, closed by us
colleagues-colleagues = Colleagues
colleagues-copied = Copied.
colleagues-copy-the-link = Copy the link
colleagues-e-mail = E-mail
colleagues-gets-mail = { $name } gets a mail to { $email }. Its link works once, for seven days.
colleagues-give-link = Give { $name } this link yourself. It works once, for seven days, and is not shown again.
colleagues-invite-a-colleague = Invite a colleague
colleagues-invite-them = Invite them
colleagues-invited = Invited
colleagues-let-in-again = Let in again
colleagues-name = Name
colleagues-no-access = No access
colleagues-save = Save
colleagues-send-the-link-again = Send the link again
colleagues-take-access-away = Take access away
colleagues-they-get-a-link-that-works = They get a link that works once, and choose a password of their own.
colleagues-what-they-do = What they do
colleagues-what-they-may-do = What they may do
colleagues-who-of-your-company-comes-in = Who of your company comes in here, and what each of them may do.
colleagues-you = you

## door
door-ask-for-a-link = Ask for a link
door-back-to-the-sign-in = Back to the sign-in
door-choose-password = Choose a password for { $email }.
door-clients-sign-in-here-as-well = Clients sign in here as well and arrive in their portal.
door-code = Code
door-continue = Continue
door-e-mail = E-mail
door-forgotten = Forgotten your password?
door-forgotten-password = Forgotten password
door-good-afternoon = Good afternoon
door-good-evening = Good evening
door-good-morning = Good morning
door-if-there-is-an-account-with = If there is an account with this e-mail, a link is on its way to it; it works once, for a day. Nothing there in a while? Some get theirs from an admin of the house, by phone or in person.
door-if-there-is-an-account-with-2 = If there is an account with this e-mail, the admins of the house have it now. One of them gives you the link, by phone or in person; it works once, for a day.
door-new-password = New password
door-one-more-thing = One more thing
door-passkey-works-at = Your passkey works where Atrium is opened as { $address }.
door-password = Password
door-recovery-code = Recovery code
door-save-the-password = Save the password
door-sign-in = Sign in
door-sign-in-with-a-passkey = Sign in with a passkey
door-sign-in-with-your-account-of = Sign in with your account of the house.
door-start-again = Start again
door-type-the-six-digits-that-your = Type the six digits that your authenticator shows now, or one of your recovery codes.
door-use-a-passkey = Use a passkey
door-use-your-passkey-or-type-the = Use your passkey, or type the six digits that your authenticator shows now, or one of your recovery codes.
door-use-your-passkey-without-it-type = Use your passkey. Without it, type one of your recovery codes.
door-welcome = Welcome
door-welcome-name = Welcome, { $name }
door-with-it-you-choose-a-new = With it you choose a new password. Your second factor stays as it is.
door-your-passkey-cant-be-used-at = Your passkey can't be used at this address. Type one of your recovery codes.
door-your-request-is-on-its-way = Your request is on its way

## electronic
electronic-discount-before = Discount on what was billed before
electronic-nothing-to-pay = Nothing is to be paid.
electronic-payable-within = { $days ->
    [one] Payable within one day.
   *[other] Payable within { $days } days.
}
electronic-takes-back = Nothing is to be paid: this takes back what { $number } says.
electronic-unit = Unit

## error
error-a-file-has-at-most-most-mb = A file has at most { $most } MB here.
error-a-password-has-at-most-most = A password has at most { $most } characters.
error-a-password-needs-at-least-least = A password needs at least { $least } characters; this has { $length }. A few words in a row work well.
error-at-least-least-characters-a-few = At least { $least } characters. A few words in a row work well; no capitals or signs are asked for.
error-choose-a-file = Choose a file.
error-choose-at-least-one-label = Choose at least one: { $label }.
error-choose-one-of-the-five-numbers = Choose one of the five numbers.
error-choose-one-of-the-languages = Choose one of the languages.
error-choose-one-of-the-list = Choose one of the list.
error-comments-are-put-on-pictures-and = Comments are put on pictures and on pages of a PDF. This file is neither; open it beside its document.
error-e-mail-or-password-is-not = E-mail or password is not right.
error-files-go-with-a-post-at-once = Files go with a post at once. Send them now, or schedule the words alone.
error-files-that-end-in-ending-are = Files that end in .{ $ending } are not taken here. Choose { $kinds }
error-fill-in-your-field-on-page = Fill in your field on page { $page }.
error-finish-setting-up-your-sign-in = Finish setting up your sign-in first.
error-it-is-not-your-turn-yet = It is not your turn yet: { $name } signs before you.
error-label-has-length-characters-most-fit = { $label } has { $length } characters; { $most } fit. Shorten it.
error-label-is-missing = { $label } is missing.
error-label-is-missing-a-time-such = { $label } is missing: a time such as 18:30.
error-label-must-be-one-of-choices = { $label } must be one of { $choices }.
error-label-must-be-some-of-choices = { $label } must be some of { $choices }.
error-label-should-be-a-date-such = { $label } should be a date such as 2026-06-09.
error-label-should-be-a-number-such = { $label } should be a number such as 210-555-0101.
error-label-should-be-a-time-such = { $label } should be a time such as 09:00.
error-label-should-be-an-address-such = { $label } should be an address such as example.org.
error-label-should-be-at-most-most = { $label } should be at most { $most }.
error-label-should-be-one-line-without = { $label } should be one line, without line breaks and other control characters.
error-label-should-be-true-or-false = { $label } should be true or false.
error-label-should-look-like-ann-example = { $label } should look like ann@example.org.
error-name-didnt-arrive-to-its-end = { $name } didn't arrive to its end. Send the rest first.
error-name-doesnt-say-what-it-is = { $name } doesn't say what it is: its name has no ending such as .pdf. Choose { $kinds }
error-name-is-a-program-whatever-it = { $name } is a program, whatever it is called. Programs are not taken here.
error-name-is-empty-choose-the-file = { $name } is empty. Choose the file with its content.
error-name-is-no-png-jpeg-or = { $name } is no PNG, JPEG or WebP picture. Save it as one of these and choose it again.
error-name-is-not-what-its-ending = { $name } is not what its ending says: its content is of another kind. Save it anew from the program it comes from, or give it its right name.
error-nobody-changes-their-own-access-ask = Nobody changes their own access. Ask a colleague who may, or us.
error-nothing-was-changed-try-again-if = Nothing was changed. Try again; if it happens once more, tell IT when it happened.
error-only-pdfs-and-pictures-can-be-marked = Only PDFs and pictures can be marked.
error-open-the-link-once-more-or = Open the link once more, or ask for a new one: this page doesn't know any longer who you are.
error-say-that-you-agree-to-sign = Say that you agree to sign electronically.
error-say-what-should-be-different-so = Say what should be different, so that we know what to do.
error-somebody-else-saved-this-while-you = Somebody else saved this while you were editing. Read what they saved, then save again with the version it has now.
error-somebody-of-your-company-has-answered = Somebody of your company has answered this already. Thank you.
error-the-quote-was-revised-since-you = The quote was revised since you opened it; version { $version } is the one that counts. Read it and answer again.
error-the-time-for-this-request-is = The time for this request is over.
error-there-is-no-time-zone-of = There is no time zone of this name.
error-there-is-nothing-here-that-you = There is nothing here that you may see.
error-this-comment-has-as-many-answers = This comment has as many answers as one can have. Put a new one beside it.
error-this-comment-is-open-already = This comment is open already.
error-this-comment-is-settled-already = This comment is settled already.
error-this-document-has-as-many-comments = This document has as many comments as one can have. Add it as a new document.
error-this-form-takes-nothing-any-more = This form takes nothing any more.
error-this-is-a-good-password = This is a good password.
error-this-is-a-strong-password = This is a strong password.
error-this-is-long-enough-one-more = This is long enough. One more word makes it stronger.
error-this-is-no-draft-that-can = This is no draft that can be looked at here.
error-this-is-not-a-signature-drawn = This is not a signature drawn in the box. Clear it and sign again.
error-this-is-not-the-password = This is not the password.
error-this-page-is-too-old-or = This page is too old, or the browser keeps no cookies. Load it again.
error-this-page-was-open-for-too = This page was open for too long. Look it over and send it again.
error-this-password-became-known-in-a = This password became known in a breach somewhere, so it is among the first that are tried. Choose another, and change it wherever else you use it.
error-this-post-has-as-many-signs = This post has as many different signs as it can show. Give one of those.
error-this-project-is-over = This project is over, so nothing of it is asked any more. Write to your team instead.
error-this-quote-is-being-revised-right = This quote is being revised right now. Wait for the new version, then answer that one.
error-this-quote-is-state-already = This quote is { $state } already.
error-this-quote-was-valid-until-day = This quote was valid until { $day }. Ask for a new one.
error-this-request-did-not-come-from = This request did not come from a page of Atrium, so it was refused. Open the page again and retry.
error-this-sign-in-took-too-long = This sign-in took too long. Start again with your password.
error-this-was-answered-already-or-isnt = This was answered already, or isn't asked any more.
error-too-many-tries-wait-time-and = Too many tries. Wait { $time } and try again.
error-too-much-waits-to-be-read = Too much waits to be read here. Please call or write to us.
error-type-your-full-name-or-sign = Type your full name, or sign in the box.
error-type-your-password-or-a-code = Type your password or a code.
error-we-ask-after-the-delivery-and = We ask after the delivery, and for two months. Write to us below Requests at any time.
error-we-have-not-asked-for-this = We have not asked for this. Send the file with a message.
error-we-took-access-away = We took { $name }'s access away ourselves, so we give it back. Ask { $whom }.
error-what-wait-a-minute-and-go = { $what }. Wait a minute and go on.
error-what-was-sent-is-too-large = What was sent is too large: { $most } is the most.
error-what-was-sent-of-this-file = What was sent of this file is gone. Choose it again.
error-what-you-agree-to-was-changed = What you agree to was changed while this page was open. Read it again, and send it if you agree.
error-without-your-consent-we-may-not = Without your consent we may not keep what you send.
error-you-are-not-among-those-who-sign = You are not among those who are asked to sign this.
error-you-are-signed-out-sign-in = You are signed out. Sign in again.
error-you-gave-signs = You gave { $count } signs to this post already. Take one back first.
error-you-have-signed-this-already = You have signed this already.
error-zone-is-no-time-zone-choose = { $zone } is no time zone. Choose one such as Europe/Berlin.

## feedback
feedback-5-is-the-best = 5 is the best
feedback-are-you-content = Are you content?
feedback-ask-us-something = Ask us something
feedback-from-1-not-at-all-to = From 1, not at all, to 5, very: are you content?
feedback-how-was-it = How was it?
feedback-in-your-words = In your words
feedback-lede = { $project } is delivered. What you say goes to whoever led the work, and to who manages them.
feedback-not-asked-now = Not asked now
feedback-rather-not-say = Rather not say
feedback-send = Send
feedback-we-ask-once-something-is-delivered = We ask once something is delivered. You can write to us at any time.
feedback-what-was-good-what-we-should = What was good, what we should do better.
feedback-you-gave = You gave { $rating } of 5. Thank you.
feedback-you-rather-didnt-say-you-can = You rather didn't say. You can write to us at any time.

## form
form-company = Company
form-consent = Consent
form-leave-this-empty = Leave this empty
form-phone = Phone
form-send = Send
form-thank-you = Thank you
form-we-have-it-and-write-to = We have it, and write to you soon.
form-what-it-is-about = What it is about
form-your-e-mail = Your e-mail
form-your-name = Your name

## frame
frame-all-places = All places
frame-as-the-system = As the system
frame-dark = Dark
frame-end-the-view = End the view
frame-keyboard = Keyboard
frame-light = Light
frame-looking-as = You see Atrium as { $whom } does. Nothing can be changed, what you open is journaled, and it ends { $until }.
frame-main = Main
frame-more = More
frame-news = News
frame-no-connection-to-atrium-what-you = No connection to Atrium. What you see may be out of date; it catches up by itself.
frame-places = Places
frame-profile-and-sign-in = Profile and sign-in
frame-sign-out = Sign out
frame-skip-to-content = Skip to content
frame-unread = { $place }, { $count } unread
frame-waiting = waiting
frame-your-menu = { $name }, your menu

## give
give-files = Files
give-from-this-device-or-its-camera = From this device or its camera; what you share with the app comes here as well.
give-give-us-files = Give us files
give-kind = Kind
give-nothing-is-asked-for = Nothing is asked for
give-or-take-a-photo = Or take a photo
give-send-it = Send it
give-something-else = Something else
give-subject = Subject
give-what-it-is-about = What it is about
give-what-we-asked-you-for = What we asked you for
give-when-we-need-a-document-from = When we need a document from you, it stands here and you are told.

## glyph
glyph-blocked = Blocked
glyph-completed = Completed
glyph-dropped = Dropped
glyph-in-progress = In progress
glyph-in-review = In review
glyph-to-do = To do

## home
home-accepted = Accepted
home-all = All
home-all-of-it = All of it
home-ask-us-something = Ask us something
home-being-revised = Being revised
home-coming-next = Coming next
home-done-for-you = Done for you
home-due = due { $day }
home-files = Files
home-files-lede = What you and { $house } have given each other.
home-for = For { $request }
home-getting-ready = Thank you for your order. We are getting { $order } ready.
home-give-us-files = Give us files
home-greeting = { $part ->
    [morning] Good morning, { $name }
    [afternoon] Good afternoon, { $name }
   *[evening] Good evening, { $name }
    }
home-home = Home
home-how-was = How was { $project }?
home-invoice = Invoice { $number }, { $amount }
home-invoice-due = Invoice { $number }, { $amount }, due { $day }
home-it-is-delivered-tell-us-in = It is delivered; tell us in a minute
home-leads-the-work = Leads the work
home-look-at-it = Look at it
home-look-at-it-comment-and-decide = Look at it, comment and decide
home-needs-you = Needs you
home-no-files-yet = No files yet
home-nothing-is-made = Nothing is being made for you right now.
home-nothing-is-under-way-right-now = Nothing is under way right now
home-now = Now: { $milestone }
home-one-project = { $project } is { $percent }% done and due { $day }.
home-pay = Pay
home-percent-complete = { $project } is { $percent }% complete
home-put-this-on-your-phone = Put this on your phone
home-questions = Questions?
home-quote = Quote { $quote }
home-quote-until = Quote { $quote }, stands until { $day }
home-read-and-sign = Read and sign
home-review = Review
home-say-it = Say it
home-send = Send
home-several-projects = { $count ->
    [one] { $count } project is under way for you.
   *[other] { $count } projects are under way for you.
    }
home-shared-files = Shared files
home-sign-by = To be signed by { $day }
home-waits-for-yes = Waits for your yes, { $project }
home-we-are-writing-a-new-version = We are writing a new version. It comes to you here.
home-we-collect-what-we-need-and = We collect what we need and plan the work; then you see the dates here.
home-we-need = { $count ->
    [1] We need one thing from you.
   *[other] We need { $count } things from you.
    }
home-we-open-it-next-and-ask = We open it next and ask you for what we need.
home-what-we-share-with-you-and = What we share with you, and what you send us, is kept here.
home-when-we-begin-something-for-you = When we begin something for you, you see here how far it is and what happens next.
home-wrote-your-quote-and-answers-you = Wrote your quote and answers you
home-your-contact-for-everything = Your contact for everything
home-your-team = Your team

## hours
hours-beyond = Beyond
hours-earlier-ones = Earlier ones
hours-hours-of-each-period = Hours of each period
hours-left = { $left } of { $included } are left.
hours-left-carried = { $left } are left of { $included } included and { $carried } carried over, which are used first.
hours-no-hours-agreed = No hours agreed
hours-nothing-is-open-right-now = Nothing is open right now.
hours-over = { $over } beyond the { $available } that there are.
hours-period = Period
hours-period-by-period = Period by period
hours-there-were = There were
hours-until-now = until now
hours-used = Used
hours-used-of = { $used } used
hours-used-title = Hours used
hours-what-you-have-of-our-time = What you have of our time each period, and what of it is used.
hours-when-we-agree-on-hours-for = When we agree on hours for each month, you see here how many are used.
hours-your-hours = Your hours

## invoice
invoice-all-paid = Everything is paid. Thank you.
invoice-ask-us-something = Ask us something
invoice-closed = Closed
invoice-code-for-your-banking-app = Code for your banking app
invoice-credit = { $amount } stands to your credit.
invoice-credit-note = Credit note
invoice-credited = Credited
invoice-download-the-pdf = Download the PDF
invoice-download-the-statement = Download the statement
invoice-due = due { $day }
invoice-due-by = Due { $day }
invoice-for-your-program = For your program
invoice-how-to-pay = How to pay
invoice-invoices = Invoices
invoice-is-open = { $amount } is open.
invoice-it-opens-their-page-we-never = It opens their page. We never ask for a card or a password of your bank here.
invoice-keep-it = Keep it
invoice-no-invoices-yet = No invoices yet
invoice-nothing-left = Nothing is left to pay.
invoice-older-ones = Older ones
invoice-overdue = Overdue
invoice-paid = Paid
invoice-paid-thanks = Paid. Thank you.
invoice-partly-paid = Partly paid
invoice-pay-at-our-provider = Pay at our provider
invoice-pay-by = { $amount } to pay by { $day }.
invoice-please-ask-us-how-to-pay = Please ask us how to pay.
invoice-questions = Questions?
invoice-reference = Reference: { $number }
invoice-scan-it-in-your-banking-app = Scan it in your banking app: account, amount and reference are filled in. Look them over before you send.
invoice-statement = Statement
invoice-takes-back = This takes back what was billed. You need not do anything.
invoice-to = To
invoice-to-pay = To pay
invoice-was-due = { $amount } was due on { $day }. If you have paid meanwhile, thank you.
invoice-what-we-bill-you-stands-here = What we bill you stands here, with how to pay it.

## link
link-a-document-for-you = A document for you
link-ask-for-another = Ask whoever sent you the link for another one.
link-download = Download
link-ends = This link ends { $at }.
link-file-not-given = The file isn’t given by this link.
link-given-more = { $count ->
    [1] The file is given once more.
   *[other] The file is given { $count } times more.
    }
link-is-marked = On every page stands whom it was given to, and when.
link-is-seen = Whoever made it sees when it is opened and from where.
link-it-opens-with-the-password-that = It opens with the password that you were given beside this link.
link-look-at-it = Look at it
link-open = Open
link-password = Password
link-small-picture = Small picture of { $document }
link-the-document-is-no-longer-given = The document is no longer given here. Ask whoever sent you the link for a new one.
link-this-link-has-ended = This link has ended

## mail
mail-about-security = about security
mail-came-together = What came together
mail-choose-password = Choose your password
mail-credit-note-is-here = Here is our credit note { $number }: { $title }.
mail-hello = Hello { $name },
mail-how-to-pay = How to pay:
mail-in-your-inbox = You find it in your inbox.
mail-in-your-news = You find it in your news.
mail-invitation = Invitation
mail-invoice = Invoice
mail-invoice-due = It is due on { $day }.
mail-invoice-is-here = Here is our invoice { $number }: { $title }.
mail-late-fee = A fee of { $fee } is charged for this reminder.
mail-late-interest = We charge interest of { $rate }% a year on what is open since then.
mail-look-at-it = Look at it
mail-more-in-inbox = { $count ->
    [one] { $count } more stands in your inbox.
   *[other] { $count } more stand in your inbox.
    }
mail-news = News
mail-no-more = No more mails of this kind
mail-open-it = Open it
mail-or-open = Or open this address:
mail-reminder = Reminder: { $number }
mail-reminder-again = Reminder { $times }: { $number }
mail-reminder-disregard = If you have paid meanwhile, thank you, and please disregard this.
mail-reminder-was-due = { $number } was due on { $day } and isn't paid in full yet: { $title }.
mail-security = Security
mail-security-stays = Mails about security can't be switched off.
mail-things-came-together = { $count ->
    [one] { $count } thing came together
   *[other] { $count } things came together
    }
mail-things-for-you = { $count ->
    [one] { $count } thing is for you
   *[other] { $count } things are for you
    }
mail-your-way-in = Your way in

## me
me-a-browser-you-sign-in-with = A browser you sign in with is known from then on. Somebody who types wrong passwords elsewhere never makes you wait at a known one.
me-add-a-passkey = Add a passkey
me-add-your-second-factor = Add your second factor
me-added = added { $at }
me-an-authenticator-app-is-set-up = An authenticator app is set up.
me-browser-a-while-ago = A browser that signed in a while ago
me-cant-scan = Can't scan? Type this seed:
me-change-the-password = Change the password
me-choose-a-new-password = Choose a new password
me-code-of-the-new-authenticator = Code of the new authenticator
me-code-of-the-present-authenticator = Code of the present authenticator
me-codes-copied = Codes copied.
me-codes-left = { $count ->
    [one] You have { $count } recovery code left.
   *[other] You have { $count } recovery codes left.
    }
me-copy = Copy
me-current-password = Current password
me-device-seen = since { $since } · last signed in { $at } from { $address }
me-devices-that-know-you = Devices that know you
me-download = Download
me-each-opens-the-door-once-when = Each opens the door once when your phone is lost. Keep them where your passwords are, or on paper in a drawer that locks. They are not shown again.
me-end = End
me-end-all-others = End all others
me-end-any-that-you-dont-know = End any that you don't know
me-end-session = End the session of { $device }
me-factor-from = From { $day } on everybody needs a second factor here.
me-forget = Forget
me-forget-it = Forget { $device }
me-forgetting-one-ends-its-sessions-it = Forgetting one ends its sessions; it is new the next time
me-has-to-be-passkey = It has to be a passkey.
me-i-have-kept-them = I have kept them
me-it-is-asked-for-at-every = It is asked for at every sign-in.
me-it-is-asked-for-at-every-2 = It is asked for at every sign-in, because you set it up.
me-it-is-asked-for-when-you = It is asked for when you sign in from a new device.
me-keep-things-as-they-are = Keep things as they are
me-language = Language
me-language-and-time-zone = Language and time zone
me-language-of-house = As the house writes, or as your browser asks
me-last-used = last used { $at }
me-make-new-ones = Make new ones
me-make-new-recovery-codes = Make new recovery codes
me-never-used = never used
me-no-device-is-known = No device is known
me-nobody-has-to-have-one-here = Nobody has to have one here. If you set one up, it is asked for at every sign-in.
me-notifications = Notifications
me-of-your-codes = Of your { $all } recovery codes you have { $left } left.
me-or-one-of-your-recovery-codes = Or one of your recovery codes.
me-pages-show-times-in = Pages show times in
me-passkey-from = From { $day } on everybody needs a passkey here.
me-password = Password
me-print = Print
me-profile-and-sign-in = Profile and sign-in
me-qr-of-seed = QR code of the seed that stands below
me-recovery-codes = Recovery codes
me-rename-or-remove = Rename or remove
me-rename-or-remove-it = Rename or remove { $name }
me-replace-it = Replace it
me-replace-the-authenticator = Replace the authenticator
me-replace-your-second-factor = Replace your second factor
me-save = Save
me-scan-this-with-an-authenticator-app = Scan this with an authenticator app, then type the six digits it shows.
me-second-factor = Second factor
me-set-up-an-authenticator = Set up an authenticator
me-sign-out = Sign out
me-sign-out-instead = Sign out instead
me-since = since { $at }
me-the-house-asks-more-of-a = The house asks more of a password now than when you chose yours.
me-the-zone-of-the-house = The zone of the house
me-this-device = this device
me-time-zone = Time zone
me-turn-it-on = Turn it on
me-use-a-passkey-instead = Use a passkey instead
me-where-you-are-signed-in = Where you are signed in
me-you-have-no-recovery-codes-left = You have no recovery codes left. If your phone is lost, only an admin can let you in again.
me-you-have-none-yet-with-one = You have none yet. With one, your password alone opens nothing. A passkey is the safest: it can't be given away to a page that only looks like this one.
me-your-password = Your password
me-your-recovery-codes = Your recovery codes

## news
news-all-news = All news
news-lede = What { $house } told you, newest first.
news-mark-all-as-read = Mark all as read
news-news = News
news-no-news-yet = No news yet
news-older = Older
news-what-happened-lately = What happened lately
news-when-a-quote-is-ready-an = When a quote is ready, an answer arrives or something is delivered, you read it here first.

## paper
paper-accepted = Accepted
paper-account = Account { $number }
paper-account-holder = Account holder { $name }
paper-amount = Amount
paper-before-tax = before tax
paper-before-tax-at = before tax, of what is taxed at { $rate }%
paper-beyond-hours = Beyond the hours of { $period }
paper-billed-before = Billed before
paper-carried-over = Carried over into it
paper-credit-for = Credit for { $number }
paper-credit-note = Credit note
paper-date = Date
paper-days-after-issue = { $days } days after it is issued
paper-days-after-sent = { $days } days after it is sent
paper-deposit-of = Deposit of { $percent }%
paper-deposit-on = On { $quote }, { $part }
paper-description = Description
paper-discount = Discount
paper-draft = Draft
paper-due = Due
paper-expenses-for-you = Expenses for you
paper-for = For
paper-from = From
paper-hours = Hours
paper-hours-included = { $days }, { $time } included
paper-hours-used-of = { $used } used, of { $available } that there were
paper-how-to-pay = How to pay
paper-included = Included
paper-interest-a-year = { $rate }% a year on what was open, { $from } to { $until }
paper-interest-on = Interest on { $number }
paper-invoice = Invoice
paper-items = Items
paper-left = Left
paper-less = less { $amount }
paper-less-percent = less { $percent }%
paper-logo-of = Logo of { $house }
paper-milestone-of = Milestone of { $project }
paper-no-items = No items yet.
paper-not-issued = not issued yet
paper-not-sent = not sent yet
paper-of-what-isnt-taxed = of what isn't taxed
paper-open = Open
paper-open-after = { $what }, { $day }; open after it: { $amount }
paper-open-before = Open before
paper-other-work = Other work
paper-page = { $title }, page { $number }
paper-page-of = { $title }, page { $number } of { $pages }
paper-paid-already = Paid already
paper-paid-late = Paid late: { $number }
paper-part-of = A part of { $quote }
paper-percent-of = { $percent }% of { $quote }
paper-project = Project
paper-quote = Quote
paper-rate = Rate
paper-reason = Reason
paper-reference = Please give { $number } as the reference.
paper-register = Register { $number }
paper-reminders-of = Reminders of { $number }
paper-share-taxed-at = { $share }, of what is taxed at { $rate }%
paper-signature-of = Signature of { $name }
paper-statement = Statement
paper-still-open = { $day }, still open
paper-sum-in = { $sum } in { $currency }
paper-takes-back = Takes back
paper-tax = Tax
paper-tax-in = Tax in { $currency }
paper-tax-number = Tax number { $number }
paper-tax-rate = Tax, { $rate }%
paper-tax-rate-of = Tax, { $rate }% of { $amount }
paper-terms = Terms
paper-time = Time
paper-to-credit = To your credit
paper-to-pay = To pay
paper-total = Total
paper-untaxed-exempt = Exempt from tax.
paper-untaxed-export = Export: no tax is charged.
paper-untaxed-outside = Outside the scope of tax.
paper-untaxed-reverse = Reverse charge: the recipient owes the tax.
paper-untaxed-zero = Taxed at a rate of 0%.
paper-until = Until
paper-valid-until = Valid until
paper-vat-number = VAT number { $number }
paper-version = { $quote }, version { $number }
paper-word-to-it = A word to it
paper-work-done-for-you = Work done for you
paper-work-on = Work on { $project }
paper-your-reference = Your reference: { $reference }

## part
part-bars-over-days = Bars over days
part-cancel = Cancel
part-close = Close
part-dismiss = Dismiss
part-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
    }
part-newer = Newer
part-nothing = nothing
part-older = Older
part-optional = optional
part-pages = Pages
part-saved-now = Saved now:
part-send = Send
part-things-to-fix = { $count ->
    [1] One thing to fix
    [2] Two things to fix
    [3] Three things to fix
    [4] Four things to fix
    [5] Five things to fix
    [6] Six things to fix
    [7] Seven things to fix
    [8] Eight things to fix
    [9] Nine things to fix
   *[other] { $count } things to fix
    }
part-today = Today
part-type-to-confirm = Type { $word } to confirm
part-undo = Undo
part-you = You

## passkey
passkey-a-passkey-needs-scripts-which-this = A passkey needs scripts, which this browser doesn't run. A code of an authenticator app needs none.
passkey-add-a-passkey = Add a passkey
passkey-added = Added
passkey-create-it = Create it
passkey-it-opens-nothing-here-from-then = It opens nothing here from then on, and sessions it opened elsewhere end. Delete it on the device as well.
passkey-last-used = Last used
passkey-leave-it = Leave it
passkey-name = Name
passkey-never = Never
passkey-no-count = Its device doesn't count
passkey-profile-and-sign-in = Profile and sign-in
passkey-remove-it = Remove it
passkey-remove-this-passkey = Remove this passkey
passkey-save = Save
passkey-such-as-the-device-or-the = Such as the device or the password manager that keeps it.
passkey-times-it-signed = Times it signed
passkey-use-an-authenticator-app = Use an authenticator app
passkey-what-you-call-it = What you call it
passkey-where-it-is = Where it is
passkey-work-at = Passkeys work at { $address }.
passkey-works-at = Works at
passkey-your-device-password-manager-or-security = Your device, password manager or security key keeps it and asks for your finger, your face or a PIN. It can't be typed, so it can't be given away to a page that only looks like this one.

## post
post-a-post = A post
post-add-files-or-photos = Add files or photos
post-back = Back
post-back-to-where-it-stands = Back to where it stands
post-its-words = Its words
post-its-words-were-taken-away = Its words were taken away.
post-message = Message
post-not-posted = Not posted
post-pin = Pin
post-save = Save
post-take-it-away = Take it away
post-unpin = Unpin
post-until = until
post-what-is-taken-away-is-gone = What is taken away is gone for good; a mark stays where it stood.
post-what-it-said-before = What it said before

## problem
problem-back-to-start = Back to the start
problem-back-where-you-were = Back to where you were
problem-to-the-sign-in = To the sign-in

## project
project-all-delivered = Everything is done and delivered.
project-approved-by-you = Approved by you
project-ask-a-question = Ask a question
project-asked = Asked { $at }
project-by = by { $day }
project-caption-done = done
project-dates = Dates
project-done = Done
project-ended = The work on this project has ended.
project-files = Files
project-finish = Finish
project-from-to = { $from } to { $until }
project-home = Home
project-hours = Hours
project-hours-logged = { $hours } h
project-hours-of = { $hours } of { $budget } h
project-if-something-should-be-different-say = If something should be different, say what.
project-in-our-care = Everything is delivered, and we look after it.
project-in-your-words = In your words
project-next = Next
project-next-by = Next: { $milestone }, by { $day }.
project-next-is = Next: { $milestone }.
project-next-soon = Next: { $milestone }, very soon.
project-paused = { $percent }% done. We have paused the work; your contact tells you when it goes on.
project-percent-done = { $percent }% done.
project-questions = Questions
project-ready = Ready { $day }
project-ready-by = Everything is ready by { $day }.
project-ready-soon = Everything is ready very soon.
project-send-your-answer = Send your answer
project-start = Start
project-state = State
project-the-plan-is-being-drawn-up = The plan is being drawn up. Its steps appear here.
project-timeline = Timeline
project-waits-for-your-yes = Waits for your yes
project-what-is-being-made = What is being made
project-your-answer = Your answer
project-your-contact-for-everything = Your contact for everything

## proof
proof-alone = Version { $version } alone
proof-answer = Answer
proof-approve = Approve version { $version }
proof-ask-for-changes = Ask for changes
proof-beside = Beside version { $version }
proof-comment = Comment
proof-comment-is = Comment { $number }, { $state }
proof-comment-number = Comment { $number }:
proof-comments = Comments
proof-counts-now = counts now
proof-decision = Decision
proof-does-comment = { $does }: comment { $number }
proof-elsewhere = { $count ->
    [one] { $count } comment stays with other versions.
   *[other] { $count } comments stay with other versions.
    }
proof-files = Files
proof-from-the-left = From the left
proof-from-the-top = From the top
proof-in-thousandths-of-the-height = In thousandths of the height.
proof-in-thousandths-of-the-width = In thousandths of the width.
proof-in-words = In words
proof-is-for = It is for version { $version } as you see it here. If we change anything, we ask you again.
proof-is-void = It was of an older version, and is void for the one that counts now.
proof-newer-counts = A newer version counts now.
proof-next-page = Next page
proof-nothing-is-said-on-this-version = Nothing is said on this version yet.
proof-of-hash = Of the file with the hash
proof-open = open
proof-open-again = Open again
proof-open-it-to-decide = Open it to decide
proof-page = page { $page }
proof-page-before = Page before
proof-pages = Pages
proof-said-of = version { $version }, by { $name }, { $at }.
proof-say-something = Say something
proof-settle = Settle
proof-settled = Settled
proof-settled-state = settled
proof-tap = Version { $version }. Tap the picture where you mean, then write.
proof-this-page-cant-be-shown-here = This page can't be shown here now. Comments can be written all the same; open the file beside it.
proof-title = { $document }, version { $version }
proof-version = Version { $version }
proof-versions = Versions
proof-when-you-want-changes-say-which = When you want changes, say which.
proof-where = Where your comment goes. The arrow keys move it.
proof-with-comments = { $count ->
    [1] { $name }, with one comment
   *[other] { $name }, with { $count } comments
    }

## prove
prove-files-are-not-kept-on-the = Files are not kept on the way. Go back after this and choose them again.
prove-go-on = Go on
prove-is-it-still-you = Is it still you?
prove-leave-it = Leave it
prove-password-or-code = Password or code
prove-use-a-passkey = Use a passkey
prove-what-you-are-about-to-do = What you are about to do opens the house to somebody or can't be made good. Type your password or a code of your authenticator, or use a passkey, and it goes on. You are not asked again for ten minutes.

## quote
quote-accept = Accept
quote-accept-the-quote = Accept the quote
quote-accepted-on = You accepted this quote on { $day }. We start right away.
quote-answer-by = { $amount } in all. Please read it and answer by { $day }.
quote-being-revised = { $agent } is revising this quote. Below is what we sent you on { $day }; the new version comes to you here.
quote-box-to-sign-in = Box to sign in
quote-by-accepting = By accepting you order the work above for { $amount }.
quote-clear-the-signature = Clear the signature
quote-decline-the-quote = Decline the quote
quote-declined-on = You declined this quote on { $day }. { $agent } has your reason and comes back to you.
quote-download-the-pdf = Download the PDF
quote-expired = This quote was valid until { $day }. { $agent } gladly makes you a new one.
quote-home = Home
quote-keep-it = Keep it
quote-not-what-you-need = Not what you need?
quote-questions = Questions?
quote-sign-with-a-finger-a-pen = Sign with a finger, a pen or the mouse, if you like.
quote-step-accepted = You accepted the quote
quote-step-open = We open your project and ask for what we need
quote-step-plan = We plan the work and show you the dates
quote-thank-you = Thank you, { $name }
quote-until-then = { $agent } answers you until then.
quote-we-read-it-and-come-back = We read it and come back to you.
quote-what-doesnt-fit = What doesn't fit
quote-what-happens-next = What happens next
quote-withdrawn = We withdrew this quote, so it can't be accepted any more. { $agent } can tell you more.
quote-wrote-this-quote-and-answers-you = Wrote this quote and answers you
quote-you-find-our-questions-here-in = You find our questions here, in your portal.
quote-your-full-name = Your full name
quote-your-signature = Your signature
quote-your-typed-name-counts-as-your = Your typed name counts as your signature. You can sign by hand as well.

## reach
reach-app = app
reach-browser = browser
reach-digest = digest
reach-in-app = in app
reach-mail = mail
reach-push = push
reach-sms = SMS

## reports
reports-earlier-ones = Earlier ones
reports-hours = Hours
reports-in-all = In all
reports-no-report-yet = No report yet
reports-progress = Progress
reports-reports = Reports
reports-since-last = Since the last report
reports-what-we-did-what-comes-next = What we did, what comes next, and what we need from you.
reports-when-we-report-on-your-project = When we report on your project, you find it here and in your mail.

## request
request-answers-you-here = answers you here
request-ask-for-help-or-a-change = Ask for help or a change on this page; answers come here.
request-done = Done
request-file-for = File for { $what }
request-files = Files
request-files-or-photos = Files or photos
request-given-of = { $given } of { $asked }
request-kind = Kind
request-new-request = New request
request-no-open-requests = No open requests
request-nothing-was-written-yet-your-message = Nothing was written yet. Your message reaches whoever has this in hand.
request-open = Open
request-opened = { $number }, opened { $at }.
request-paste-or-drop-them-here-or = Paste or drop them here, or choose them.
request-received = Received
request-requests = Requests
request-send-a-newer-one = Send a newer one
request-send-again = Please send it again:
request-send-the-request = Send the request
request-subject = Subject
request-the-team-reads-it-next = The team reads it next.
request-upload-the-file = Upload the file
request-what-it-is-about = What it is about
request-what-we-need = What we need
request-what-you-asked-of-us-what = What you asked of us, what we ask of you, and how it stands.
request-who-has-it = Who has it
request-write-to-the-team = Write to the team
request-write-your-answer = Write your answer

## script
script-atrium-did-not-answer-load-the = Atrium did not answer. Load the page again.
script-copied = Copied.
script-ctrl-enter-sends = Ctrl+Enter sends
script-discard = Discard
script-edit = Edit
script-enter-sends = Enter sends
script-files-are-not-taken-here = Files are not taken here.
script-its-files-are-no-longer-in = its files are no longer in this browser. Choose them again
script-newer = Newer
script-no-connection-nothing-can-be-sent = No connection. Nothing can be sent until you are connected again. This is as it stood at this time:
script-not-copied-the-browser-refused = Not copied, the browser refused.
script-not-posted = Not posted:
script-not-sent = Not sent:
script-not-sent-that-is-more-than = Not sent, that is more than the server takes.
script-not-sent-the-connection-broke-your = Not sent, the connection broke. Your files are still chosen, try again: it goes on where it was.
script-not-sent-the-connection-broke-your-2 = Not sent, the connection broke. Your files are still chosen, try again.
script-not-sent-the-server-answered = Not sent, the server answered
script-not-sent-yet-it-is-sent = Not sent yet. It is sent as soon as there is a connection.
script-nothing-was-done-it-was-cancelled = Nothing was done: it was cancelled or took too long. Try again.
script-older = Older
script-sent-so-far = Sent so far
script-several-people-are-writing = Several people are writing
script-stopped-nothing-was-sent = Stopped, nothing was sent.
script-that-was-not-done = That was not done.
script-that-was-not-done-there-is = That was not done, there is no connection.
script-the-browser-keeps-passkeys-for-addresses = The browser keeps passkeys for addresses whose certificate it trusts. Ask whoever runs Atrium.
script-this-browser-could-not-be-opened = This browser could not be opened for it. Try again later.
script-this-browser-shows-them = This browser shows them.
script-this-device-holds-a-passkey-of = This device holds a passkey of yours already.
script-this-file-is-larger-than-100 = This file is larger than 100 MB.
script-to-the-newest = To the newest
script-unread-from-here = Unread from here
script-unread-from-here-on = Unread from here on
script-you-no-longer-see-this-page = You no longer see this page. What you are writing is still here, copy it before you leave.
script-your-browser-shows-no-notifications = Your browser shows no notifications.
script-your-browser-was-told-to-show = Your browser was told to show no notifications of this address.
script-your-browser-was-told-to-show-2 = Your browser was told to show none for this address. Its settings for the page change that.

## sign
sign-all-of-them = To be signed, and signed
sign-asks-for = { $sender } asks for your signature by { $day }. Please read it first.
sign-box-to-sign-in = Box to sign in
sign-can-check = Whoever has the signed file can check it at { $address }, without signing in.
sign-check-it = Check it
sign-clear-the-signature = Clear the signature
sign-decline = Decline
sign-declined-at = declined { $at }
sign-download = Download
sign-download-the-signed-file = Download the signed file
sign-everybody-who-signs-is-told-and = Everybody who signs is told, and nobody is asked any more.
sign-for-the-client = For the client
sign-for-the-house = For the house
sign-has-not-signed = has not signed
sign-home = Home
sign-is-sealed = Everybody has signed, and the document is sealed.
sign-is-to-sign-now = is to sign now
sign-keep-it = Keep it
sign-message = Message
sign-not-any-more = It is not to be signed any more.
sign-on-page = { $what } on page { $page }
sign-page-of = Page { $number } of { $pages }
sign-sign = Sign
sign-sign-with-a-finger-a-pen = Sign with a finger, a pen or the mouse, if you like.
sign-signed-at = signed { $at }
sign-signed-of = { $signed } of { $all } signed
sign-signs-later = signs later
sign-stands-at = What you give stands at: { $places }.
sign-was-declined = It was declined: { $reason }
sign-was-over = The time to sign it was over on { $day }.
sign-what-keeps-you-from-it = What keeps you from it
sign-who-signs = Who signs
sign-you-don-t-want-to-sign = You don’t want to sign?
sign-your-full-name = Your full name
sign-your-signature = Your signature
sign-your-typed-name-counts-as-your = Your typed name counts as your signature. You can sign by hand as well.
sign-your-words = Your words on page { $page }

## statement
statement-amount = Amount
statement-balance = Balance
statement-before = Before
statement-day = Day
statement-every-invoice-credit-note-and-payment = Every invoice, credit note and payment stands here, with what was open after it.
statement-how-it-stands = How it stands
statement-nothing-billed-yet = Nothing billed yet
statement-open = Open
statement-open-by-age = Open by age
statement-statement = Statement
statement-to-their-credit = To their credit
statement-what = What
statement-what-happened = What happened
statement-written-off = Written off

## talk
talk-add-files-or-photos = Add files or photos
talk-dont-quote = Don't
talk-earlier = Earlier
talk-earlier-replies = Earlier replies
talk-edit-pin-and-more = Edit, pin and more
talk-edited = edited
talk-last = last
talk-later = Later
talk-nothing-was-said-yet = Nothing was said yet.
talk-pinned = Pinned
talk-pinned-posts = { $count ->
    [one] { $count } pinned post
   *[other] { $count } pinned posts
    }
talk-quote = Quote
talk-quotes = Quotes { $post }.
talk-replies = { $count ->
    [one] { $count } reply
   *[other] { $count } replies
    }
talk-reply = Reply
talk-taken-away-by = Taken away by { $name }.
talk-taken-back-by-whoever-wrote-it = Taken back by whoever wrote it.
talk-to-the-end = To the end
talk-to-the-newest-replies = To the newest replies
talk-write-a-reply = Write a reply

## told
told-a-link-to-choose-a-new = a link to choose a new password
told-a-message-from-name = A message from { $name }
told-an-answer-on-request = An answer on { $request }
told-choose-your-password = choose your password
told-credit-note-number-title = Credit note { $number }: { $title }
told-document-read-it-and-sign-it = { $document }: read it and sign it by { $day }
told-if-this-wasnt-you-leave-it = If this wasn't you, leave it: your password stays as it is.
told-if-you-didnt-ask-for-it = If you didn't ask for it, tell them, and leave the link alone.
told-if-you-dont-know-what-this = If you don't know what this is about, leave it: without the link nothing happens.
told-invoice-number-title = Invoice { $number }: { $title }
told-milestone-of-project-waits-for-your = { $milestone } of { $project } waits for your yes
told-number-was-due-on-day = { $number } was due on { $day }
told-project-is-delivered = { $project } is delivered
told-project-is-percent-done = { $project } is { $percent }% done
told-project-is-percent-done-words = { $project } is { $percent }% done: { $words }
told-reminder-invoice = Reminder: { $invoice }
told-reminder-number-invoice = Reminder { $number }: { $invoice }
told-signed-in-from-a-new-device = Signed in from a new device: { $device }, from { $address }. If this was not you, end the session and change your password.
told-somebody-asked-for-a-link-to = somebody asked for a link to choose a new password for your account, from { $device } at { $address }. It works once, for a day.
told-somebody-who-looks-after-accounts-made = somebody who looks after accounts made a link for you, with which you choose a new password. It works once, for a day.
told-we-need-from-you-what = We need from you: { $what }
told-we-withdrew-the-quote-quote = We withdrew the quote: { $quote }
told-you-are-invited-choose-your-password = you are invited. Choose your password with this link; it works once, for seven days, and from then on you sign in with this e-mail.
told-you-are-told-because-why = You are told because { $why }.
told-your-quote-is-ready-quote = Your quote is ready: { $quote }

## verify
verify-altered = This file carries a seal of { $house } that doesn’t belong to it.
verify-altered-how = It was changed, or the seal was taken from another file. Don’t rely on it.
verify-check-a-file = Check a file
verify-check-it = Check it
verify-drop-it-here-or-choose-it = Drop it here or choose it.
verify-lede = Whether a document was signed and sealed by { $house }. The file stays with you: your browser works out its hash and sends only that.
verify-longer = This file was sealed by { $house }, and something was added behind the seal.
verify-longer-on = What was sealed on { $when } is still in it; believe only that.
verify-sealed = This file was sealed by { $house }, and nothing was changed since.
verify-sealed-on = Signed and sealed on { $when }. The time is that of this house’s clock.
verify-sha-256-of-the-file = SHA-256 of the file
verify-the-file = The file
verify-unknown = This is not one of ours.
verify-unknown-how = No document with this content was sealed here.
verify-unsigned = This is what was signed, without the signatures.
verify-unsigned-on = The signed file was sealed on { $when }.
verify-when-by-whom = { $count ->
    [one] { $at } by { $count } person
   *[other] { $at } by { $count } people
    }
verify-worked-out-for-you-when-you = Worked out for you when you choose a file. Without that, type what sha256sum or your system says.

## word
word-1-to-30-days = 1 to 30 days
word-31-to-60-days = 31 to 60 days
word-61-to-90-days = 61 to 90 days
word-a-document-that-i-was-asked = A document that I was asked to sign is sealed, or ended
word-a-document-waits-for-my-signature = A document waits for my signature
word-a-png-jpeg-or-webp-picture = a PNG, JPEG or WebP picture.
word-a-progress-report-on-my-project = A progress report on my project
word-a-project-is-delivered = A project is delivered
word-a-quote-is-ready = A quote is ready
word-a-quote-is-withdrawn = A quote is withdrawn
word-accepted = accepted
word-accepted-thank-you = Accepted. Thank you
word-access-token-of-theirs = Access token of theirs
word-account = Account
word-all-other-sessions-have-ended = All other sessions have ended
word-an-invoice-is-overdue = An invoice is overdue
word-an-invoice-is-there = An invoice is there
word-another-way = Another way
word-another-way-of-signing-in-is = Another way of signing in is needed soon
word-answer = Answer
word-answered = Answered
word-approved = Approved
word-at-once = At once
word-being-planned = Being planned
word-being-prepared = Being prepared
word-by-the-house = By the house
word-cancelled = Cancelled
word-card = Card
word-cash = Cash
word-change-request = Change request
word-changes-wanted = Changes wanted
word-cheque = Cheque
word-code = Code
word-colleagues = Colleagues
word-comment = Comment
word-company = Company
word-complaint = Complaint
word-credit-note = Credit note
word-current-password = Current password
word-date = Date
word-declined = Declined
word-declined-2 = declined
word-declined-we-come-back-to-you = Declined. We come back to you
word-delivered = Delivered
word-delivered-in-our-care = Delivered, in our care
word-details-are-collected = Details are collected
word-device-forgotten = Device forgotten
word-digest = Digest
word-direct-debit = Direct debit
word-done = Done
word-e-mail = E-mail
word-ended = Ended
word-every-day = Every day
word-every-hour = Every hour
word-expired = Expired
word-expired-2 = expired
word-files = Files
word-finished = Finished
word-for-clients = For clients
word-for-me = For me
word-fr = Fr
word-fridays = Fridays
word-from-the-house = From the house
word-full-name = Full name
word-home = Home
word-hours = Hours
word-i-have-read-the-document-and = I have read the document and agree to sign it electronically. My typed name or my drawing is my signature.
word-in-progress = In progress
word-in-work = In work
word-in-your-words = In your words
word-invoice = Invoice
word-invoices = Invoices
word-it-concerns-everybody-who-works-with = it concerns everybody who works with Atrium
word-it-concerns-your-own-account = it concerns your own account
word-it-is-for-you = it is for you
word-it-is-your-project = it is your project
word-it-is-your-request = it is your request
word-it-waits-for-your-answer = it waits for your answer
word-it-waits-to-be-paid = it waits to be paid
word-it-was-sent-to-you = it was sent to you
word-kind = Kind
word-later-than-planned = Later than planned
word-message = Message
word-messages = Messages
word-mo = Mo
word-mondays = Mondays
word-monthly-report = Monthly report
word-my-comment-on-a-draft-is = My comment on a draft is answered
word-name = Name
word-never = Never
word-new-password = New password
word-news = News
word-next = Next
word-no = No
word-not-due = Not due
word-noted = Noted
word-off = Off
word-onboarding = Onboarding
word-once-a-week = Once a week
word-over-90-days = Over 90 days
word-paid-from-credit = Paid from credit
word-passkey-added = Passkey added
word-passkey-removed = Passkey removed
word-passkey-renamed = Passkey renamed
word-password = Password
word-password-and-a-code = Password and a code
word-password-and-the-certificate-of = Password and the certificate of their device
word-password-changed-your-other-sessions-have = Password changed. Your other sessions have ended.
word-paused = Paused
word-payment = Payment
word-pdf-and-office-documents-pictures = PDF and office documents, pictures, films, sound, texts, designs, fonts, and archives such as ZIP. Anything else can come in a ZIP archive.
word-pdf-and-office-documents-scripts = PDF and office documents, pictures, films, sound, texts, designs, fonts, and archives such as ZIP. What runs when it is opened can come in a ZIP archive.
word-phone = Phone
word-pinned = Pinned
word-planned = Planned
word-planned-maintenance = Planned maintenance
word-posted = Posted
word-progress-of-my-project = Progress of my project
word-progress-report = Progress report
word-prove-that-it-is-you = Prove that it is you
word-quotes = Quotes
word-reason = Reason
word-refund = Refund
word-reports = Reports
word-request-sent = Request sent
word-requests = Requests
word-role-client = Client
word-role-client-admin = Client admin
word-role-client-admin-may = All of the company's portal, and who of the company comes in
word-role-client-billing = Client billing
word-role-client-billing-may = Invoices, payments, retainers and quotes to read; no projects, requests or files
word-role-client-may = A client's people: their own company in the portal
word-role-client-requester = Client requester
word-role-client-requester-may = Projects, requests and files; no quotes, contracts or invoices
word-sa = Sa
word-saturdays = Saturdays
word-saved = Saved
word-saved-your-pages-are-shown-as = Saved. Your pages are shown as you chose.
word-saving-is-not-possible-right-now = Saving is not possible right now
word-session-ended = Session ended
word-sign-in-first = Sign in first
word-sign-in-from-a-new-device = Sign-in from a new device, and changes of my ways in
word-signature = Signature
word-signed-and-sealed = Signed and sealed
word-small-updates-under-way = Small updates under way
word-somebody-else-saved-this-meanwhile = Somebody else saved this meanwhile
word-somebody-names-me = Somebody names me
word-something-broke-on-our-side = Something broke on our side
word-something-needs-mending = Something needs mending
word-something-of-my-project-waits-for = Something of my project waits for my yes
word-su = Su
word-subject = Subject
word-sundays = Sundays
word-support = Support
word-taken-away = Taken away
word-th = Th
word-thank-you = Thank you
word-thank-you-your-team-is-told = Thank you. Your team is told
word-that-cant-be-done-now = That can't be done now
word-the-device-takes-no-pushed-messages = The device takes no pushed messages any more
word-the-rules-of-your-tier-change = the rules of your tier change
word-the-team-writes-to-us = The team writes to us
word-there-is-nothing-here = There is nothing here
word-they-have-access-again = They have access again
word-they-have-no-access-any-more = They have no access any more
word-this-door-is-closed-to-you = This door is closed to you
word-this-is-too-large = This is too large
word-this-was-done-already = This was done already
word-thursdays = Thursdays
word-time-zone = Time zone
word-to-keep-an-eye-on = To keep an eye on
word-too-many-at-once = Too many at once
word-too-many-forms-were-sent-from = Too many forms were sent from your network this minute
word-too-much-was-sent-from-your = Too much was sent from your network this minute
word-transfer = Transfer
word-tu = Tu
word-tuesdays = Tuesdays
word-unpinned = Unpinned
word-waiting-for-you = Waiting for you
word-waits-for-signatures = Waits for signatures
word-waits-for-you = Waits for you
word-warning-to-everybody = Warning to everybody
word-we = We
word-we-answer-a-request = We answer a request
word-we-approve-it = We approve it
word-we-need-something-from-you = We need something from you
word-we-want-changes = We want changes
word-wednesdays = Wednesdays
word-weekly-report = Weekly report
word-what-it-is-about = What it is about
word-what-they-do = What they do
word-what-they-may-do = What they may do
word-what-we-need-from-you = What we need from you
word-with-us = With us
word-withdrawn = Withdrawn
word-withdrawn-2 = withdrawn
word-words = Words
word-words-of-theirs = Words of theirs
word-yes = Yes
word-you-are-among-those-who-sign = you are among those who sign
word-you-are-named-in-it-or = you are named in it, or a role or department of yours is
word-you-are-one-of-the-clients = you are one of the client's people
word-you-asked-for-changes = You asked for changes
word-you-asked-for-too-many-pages = You asked for too many pages this minute
word-you-searched-too-often-this-minute = You searched too often this minute
word-you-sent-too-many-files-this = You sent too many files this minute
word-you-sent-too-much-this-minute = You sent too much this minute
word-you-wrote-the-comment = you wrote the comment
word-your-answer = Your answer
word-your-e-mail = Your e-mail
word-your-full-name = Your full name
word-your-name = Your name
word-your-password-is-saved-sign-in = Your password is saved. Sign in.
word-your-request-waits-for-it = your request waits for it
word-your-signature = Your signature
word-your-signature-is-asked-for = your signature is asked for
