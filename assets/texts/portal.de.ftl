# Was die Leute eines Kunden lesen, auf Deutsch. Dieselben Schlüssel und Angaben wie in portal.en.ftl.

## announcement
announcement-understood = Verstanden
announcement-understood-it = Verstanden: { $text }

## app
app-give-files = Dateien senden
app-home = Start
app-in-your-browsers-menu-choose-install = Wählen Sie im Menü Ihres Browsers „Installieren“ oder „Zum Startbildschirm hinzufügen“. Fotos lassen sich dann direkt aus der Kamera hierher teilen.
app-install = Installieren
app-install-it = Installieren
app-keep-nothing = Nichts speichern
app-keep-what-i-open = Geöffnetes speichern
app-keeps = Seiten, die Sie öffnen, werden auf diesem Gerät gespeichert.
app-keeps-not = Auf diesem Gerät ist nichts gespeichert.
app-no-connection = Keine Verbindung
app-on-your-phone = Auf Ihrem Smartphone
app-only-choose-it-on-a-device = Wählen Sie dies nur auf einem Gerät, das Ihnen allein gehört: Wer es entsperrt, könnte diese Seiten lesen. Beim Abmelden werden sie gelöscht, und senden lässt sich von ihnen aus nichts.
app-put-this-portal-among-your-apps = Legen Sie dieses Portal zu Ihren Apps und lesen Sie zuletzt Geöffnetes auch ohne Verbindung.
app-requests = Anfragen
app-this-needs-scripts-which-are-switched = Dafür werden Skripte benötigt, die in diesem Browser abgeschaltet sind.
app-this-page-isnt-kept-on-your = Diese Seite ist nicht auf Ihrem Gerät gespeichert. Was Sie vorher geöffnet haben, ist es, sofern Sie das gewählt haben.
app-try-again = Erneut versuchen
app-unable = Dieser Browser kann nichts für später speichern.
app-without-a-connection = Ohne Verbindung

## certificate
certificate-accepts = Angenommen wird
certificate-accepts-quote = { $quote }, Fassung { $version }, mit der letzten Unterschrift
certificate-account = Konto
certificate-agreed-to = Zugestimmt
certificate-complete = Vollständig
certificate-document = Dokument
certificate-document-is = { $name }, { $document }, Fassung { $version }, Seiten: { $pages }, { $bytes } Bytes
certificate-for-the-client = { $name }, für den Kunden
certificate-for-the-house = { $name }, für das Haus
certificate-from = Von
certificate-hash-of = SHA-256
certificate-hash-of-what-was-shown = des Dokuments, wie es allen gezeigt wurde, die unterschrieben haben:
certificate-how = Wie
certificate-identified-by = Ausgewiesen durch
certificate-no-authority = Kein Zeitstempeldienst wurde gefragt: Jede Zeit auf dieser Seite ist die der Uhr dieses Hauses.
certificate-no-stamp = Der Zeitstempeldienst { $host } wurde gefragt und gab keinen Stempel: { $why }. Jede Zeit auf dieser Seite ist daher die der Uhr dieses Hauses.
certificate-of-signatures = Nachweis der Unterschriften
certificate-request = Anfrage
certificate-sent = Gesendet
certificate-signatures-on = Unterschriften auf { $name }
certificate-signed = Unterschrieben
certificate-stamped = Das Siegel trägt einen Zeitstempel (RFC 3161) des Dienstes { $host }. Er sagt nach einer Uhr, die nicht die dieses Hauses ist, dass die Datei bis dahin versiegelt war. Jede andere Zeit auf dieser Seite ist die der Uhr dieses Hauses.
certificate-this-server = diesem Server
certificate-to-check-it = Ohne uns prüfen Sie die Datei in einem Programm, das Unterschriften von PDF-Dateien zeigt. Mit uns prüfen Sie sie, indem Sie sie an der Adresse des Hauses unter /verify ablegen; anmelden muss sich dort niemand.
certificate-typed-and-drawn = Eingetippter Name, und von Hand gezeichnet
certificate-typed-name = Eingetippter Name
certificate-what-stands-here = Das Dokument steht in dieser Datei Byte für Byte so, wie es gezeigt wurde; die Unterschriften auf seinen Seiten und dieser Nachweis wurden angehängt. Die Datei ist mit dem Zertifikat des Hauses versiegelt: Wer sie ändert, bricht das Siegel.
certificate-wrote = Eingetragen
certificate-wrote-on-page = { $text } (Seite { $page })

## chat
chat-all-of-the-words-in-quotation = Alle Wörter; „in Anführungszeichen“ genau in dieser Reihenfolge.
chat-close-the-details = Details schließen
chat-close-the-search = Suche schließen
chat-close-the-thread = Gesprächsfaden schließen
chat-details = Details
chat-find-in-this-room = Suchen
chat-follow = Folgen
chat-go = Los
chat-go-to-a-day = Zu einem Tag
chat-lede = Der Austausch zwischen Ihnen und Ihrem Team. Dateien, die Sie hier senden, werden unter „Dateien“ aufbewahrt.
chat-message-to-team = Nachricht an Ihr Team
chat-messages = Nachrichten
chat-new = Neu
chat-new-since = { $count } neu seit Ihrem letzten Besuch
chat-newer = Neuere
chat-nothing-has-exactly-these-words-these = Nichts enthält genau diese Wörter; diese kommen ihnen nahe.
chat-nothing-that-was-said-here-has = Keine Nachricht enthält diese Wörter.
chat-nothing-was-said-here-yet = Noch keine Nachrichten
chat-older = Ältere
chat-replies = Antworten
chat-the-search-is-being-made-ready = Die Suche wird vorbereitet. Versuchen Sie es gleich noch einmal.
chat-there-is-more-another-word-narrows = Es gibt mehr. Ein weiteres Wort grenzt die Suche ein.
chat-thread = Gesprächsfaden
chat-to-the-newest = Zum Neuesten
chat-unfollow = Nicht mehr folgen
chat-what-you-write-here-reaches-the = Was Sie hier schreiben, erreicht die Personen, die für Sie arbeiten.
chat-words-that-were-said-here = Wörter aus dem Gespräch
chat-write-a-reply = Antwort schreiben
chat-you-and-your-team = Sie und Ihr Team
chat-you-read-along-here-and-dont = Sie lesen hier mit und schreiben nicht.

## choices
choices-all-as-default = Alles wie vorgegeben
choices-also-while-no-page-of-atrium = Auch wenn keine Seite von Atrium geöffnet ist. Der Push-Dienst des Browserherstellers überträgt es und kann es nicht lesen.
choices-at = Um
choices-back-to-all-defaults = Alle Vorgaben wiederherstellen
choices-back-to-default = { $what }: Vorgabe wiederherstellen
choices-because = Grund: { $why }
choices-beside-news = Was Sie neben Ihren Neuigkeiten erreicht
choices-browser = Browser
choices-default = Vorgabe
choices-digest = Zusammenfassung
choices-from = Von
choices-go-to = Gehen an
choices-in-app = Im Portal
choices-leave-out-what-i-have-read = Weglassen, was ich hier schon gelesen habe
choices-mail = E-Mail
choices-next-digest = Die nächste wird gesendet, wenn sie etwas enthält: { $at }.
choices-no-digest = Es wird keine gesendet: Was darin stünde, steht nur im Portal.
choices-nothing-is-lost-it-stands-in = Nichts geht verloren: Im Portal steht es sofort, gesendet wird es nach der Ruhezeit.
choices-notification-choices = Benachrichtigungen
choices-on = Ein
choices-on-once-a-week = Am, einmal pro Woche
choices-own = { $count ->
    [one] { $count } eigene Einstellung
   *[other] { $count } eigene Einstellungen
    }
choices-profile-and-sign-in = Profil und Anmeldung
choices-push = Push
choices-push-to-this-browser = Push in diesem Browser einschalten
choices-pushed-to-devices = Push auf Geräte
choices-quiet-hours = Ruhezeiten
choices-save-choices = Auswahl speichern
choices-send = Senden
choices-send-me-a-test = Testnachricht senden
choices-set-by-the-house = Vom Haus festgelegt
choices-show-notifications-here = Benachrichtigungen hier anzeigen
choices-shows-what-arrives-while-a-page = Zeigt, was eintrifft, solange eine Seite von Atrium geöffnet ist, auch wenn sie hinter anderen liegt.
choices-sms = SMS
choices-stop-pushing = Push an { $device } beenden
choices-stop-showing-them-here = Hier nicht mehr anzeigen
choices-text-messages = SMS-Nachrichten
choices-this-browser = Dieser Browser
choices-this-browser-takes-no-pushed-messages = Dieser Browser nimmt keine Push-Nachrichten an, oder Skripte sind abgeschaltet.
choices-until = Bis
choices-what-happens = Was geschieht
choices-what-is-urgent-comes-through = Dringendes kommt durch
choices-what-reaches-you-and-how = Was Sie erreicht und auf welchem Weg
choices-whole-days = Ganze Tage
choices-with-the-countrys-number-in-front = Mit Ländervorwahl, zum Beispiel +49 30 5550142.
choices-your-browser-shows-none-or-scripts = Ihr Browser zeigt keine an, oder Skripte sind abgeschaltet.
choices-your-own-choice-differs-from-the = Ihre eigene Wahl, abweichend von der Vorgabe
choices-your-time-zone = Ihre Zeitzone
choices-zone-now = Leer gilt die des Hauses. Bei Ihnen ist es jetzt { $clock } Uhr.

## colleagues
colleagues-change-what-they-may-do = Berechtigungen ändern
colleagues-closed-by-us = Kein Zugang, von uns geschlossen
colleagues-colleagues = Zugänge
colleagues-copied = Kopiert.
colleagues-copy-the-link = Link kopieren
colleagues-e-mail = E-Mail
colleagues-gets-mail = { $name } erhält eine E-Mail an { $email }. Der Link darin funktioniert einmal, sieben Tage lang.
colleagues-give-link = Geben Sie { $name } diesen Link selbst. Er funktioniert einmal, sieben Tage lang, und wird nicht noch einmal angezeigt.
colleagues-invite-a-colleague = Person einladen
colleagues-invite-them = Einladen
colleagues-invited = Eingeladen
colleagues-let-in-again = Wieder zulassen
colleagues-name = Name
colleagues-no-access = Kein Zugang
colleagues-save = Speichern
colleagues-send-the-link-again = Link erneut senden
colleagues-take-access-away = Zugang entziehen
colleagues-they-get-a-link-that-works = Die Person erhält einen Link, der einmal funktioniert, und wählt ihr eigenes Passwort.
colleagues-what-they-do = Aufgabe
colleagues-what-they-may-do = Berechtigungen
colleagues-who-of-your-company-comes-in = Wer aus Ihrem Unternehmen hier Zugang hat und was die Personen dürfen.
colleagues-you = Sie

## door
door-ask-for-a-link = Link anfordern
door-back-to-the-sign-in = Zurück zur Anmeldung
door-choose-password = Wählen Sie ein Passwort für { $email }.
door-clients-sign-in-here-as-well = Auch Kunden melden sich hier an und gelangen in ihr Portal.
door-code = Code
door-continue = Weiter
door-e-mail = E-Mail
door-forgotten = Passwort vergessen?
door-forgotten-password = Passwort vergessen
door-good-afternoon = Guten Tag
door-good-evening = Guten Abend
door-good-morning = Guten Morgen
door-if-there-is-an-account-with = Wenn es ein Konto mit dieser E-Mail-Adresse gibt, ist ein Link dorthin unterwegs; er funktioniert einmal, einen Tag lang. Kommt nichts an? Manche erhalten ihn von der Administration, telefonisch oder persönlich.
door-if-there-is-an-account-with-2 = Wenn es ein Konto mit dieser E-Mail-Adresse gibt, liegt Ihre Anfrage nun der Administration vor. Sie erhalten den Link telefonisch oder persönlich; er funktioniert einmal, einen Tag lang.
door-new-password = Neues Passwort
door-one-more-thing = Noch ein Schritt
door-passkey-works-at = Ihr Passkey funktioniert, wenn Atrium unter { $address } geöffnet wird.
door-password = Passwort
door-recovery-code = Wiederherstellungscode
door-save-the-password = Passwort speichern
door-sign-in = Anmelden
door-sign-in-with-a-passkey = Mit Passkey anmelden
door-sign-in-with-your-account-of = Melden Sie sich mit Ihrem Konto an.
door-start-again = Von vorn beginnen
door-type-the-six-digits-that-your = Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App gerade zeigt, oder einen Ihrer Wiederherstellungscodes.
door-use-a-passkey = Passkey verwenden
door-use-your-passkey-or-type-the = Verwenden Sie Ihren Passkey, oder geben Sie die sechs Ziffern Ihrer Authenticator-App oder einen Ihrer Wiederherstellungscodes ein.
door-use-your-passkey-without-it-type = Verwenden Sie Ihren Passkey. Ohne ihn geben Sie einen Ihrer Wiederherstellungscodes ein.
door-welcome = Willkommen
door-welcome-name = Willkommen, { $name }
door-with-it-you-choose-a-new = Damit wählen Sie ein neues Passwort. Ihr zweiter Faktor bleibt unverändert.
door-your-passkey-cant-be-used-at = Ihr Passkey kann unter dieser Adresse nicht verwendet werden. Geben Sie einen Ihrer Wiederherstellungscodes ein.
door-your-request-is-on-its-way = Ihre Anfrage ist unterwegs

## electronic
electronic-discount-before = Rabatt auf bereits Berechnetes
electronic-nothing-to-pay = Es ist nichts zu zahlen.
electronic-payable-within = { $days ->
    [one] Zahlbar innerhalb eines Tages.
   *[other] Zahlbar innerhalb von { $days } Tagen.
}
electronic-takes-back = Es ist nichts zu zahlen: Dies nimmt zurück, was in { $number } steht.
electronic-unit = Einheit

## error
error-a-file-has-at-most-most-mb = Eine Datei darf hier höchstens { $most } MB groß sein.
error-a-password-has-at-most-most = Ein Passwort hat höchstens { $most } Zeichen.
error-a-password-needs-at-least-least = Ein Passwort braucht mindestens { $least } Zeichen, dieses hat { $length }. Einige Wörter hintereinander eignen sich gut.
error-at-least-least-characters-a-few = Mindestens { $least } Zeichen. Einige Wörter hintereinander eignen sich gut; Großbuchstaben und Sonderzeichen sind nicht nötig.
error-choose-a-file = Bitte wählen Sie eine Datei aus.
error-choose-at-least-one-label = Bitte wählen Sie mindestens eines: { $label }.
error-choose-one-of-the-five-numbers = Bitte wählen Sie eine der fünf Zahlen.
error-choose-one-of-the-languages = Bitte wählen Sie eine der Sprachen.
error-choose-one-of-the-list = Bitte wählen Sie einen Eintrag der Liste.
error-comments-are-put-on-pictures-and = Kommentare sind auf Bildern und PDF-Seiten möglich. Diese Datei ist keines von beiden; öffnen Sie sie bei ihrem Dokument.
error-e-mail-or-password-is-not = E-Mail-Adresse oder Passwort ist nicht richtig.
error-files-go-with-a-post-at-once = Dateien gehen sofort mit einer Nachricht mit. Senden Sie sie jetzt oder planen Sie nur den Text.
error-files-that-end-in-ending-are = Dateien mit der Endung .{ $ending } werden hier nicht angenommen. Möglich sind { $kinds }
error-fill-in-your-field-on-page = Bitte füllen Sie Ihr Feld auf Seite { $page } aus.
error-finish-setting-up-your-sign-in = Richten Sie bitte zuerst Ihre Anmeldung fertig ein.
error-it-is-not-your-turn-yet = Sie sind noch nicht an der Reihe: { $name } unterschreibt vor Ihnen.
error-label-has-length-characters-most-fit = { $label }: { $length } Zeichen sind zu viel, { $most } sind möglich. Bitte kürzen Sie.
error-label-is-missing = Bitte ausfüllen: { $label }.
error-label-is-missing-a-time-such = Bitte ausfüllen: { $label }, eine Uhrzeit wie 18:30.
error-label-must-be-one-of-choices = { $label }: bitte eines von { $choices }.
error-label-must-be-some-of-choices = { $label }: bitte aus { $choices } wählen.
error-label-should-be-a-date-such = { $label }: bitte ein Datum wie 2026-06-09.
error-label-should-be-a-number-such = { $label }: bitte eine Nummer wie 030 5550101.
error-label-should-be-a-time-such = { $label }: bitte eine Uhrzeit wie 09:00.
error-label-should-be-an-address-such = { $label }: bitte eine Adresse wie beispiel.de.
error-label-should-be-at-most-most = { $label }: höchstens { $most }.
error-label-should-be-one-line-without = { $label }: bitte eine Zeile ohne Zeilenumbrüche und Steuerzeichen.
error-label-should-be-true-or-false = { $label }: bitte wahr oder falsch.
error-label-should-look-like-ann-example = { $label }: bitte eine Adresse wie anna@beispiel.de.
error-name-didnt-arrive-to-its-end = { $name } ist nicht vollständig angekommen. Bitte senden Sie zuerst den Rest.
error-name-doesnt-say-what-it-is = { $name } hat keine Endung wie .pdf, an der die Art der Datei zu erkennen ist. Möglich sind { $kinds }
error-name-is-a-program-whatever-it = { $name } ist ein Programm, wie immer die Datei heißt. Programme werden hier nicht angenommen.
error-name-is-empty-choose-the-file = { $name } ist leer. Bitte wählen Sie die Datei mit ihrem Inhalt.
error-name-is-no-png-jpeg-or = { $name } ist kein Bild im Format PNG, JPEG oder WebP. Bitte speichern Sie es in einem dieser Formate und wählen Sie es noch einmal.
error-name-is-not-what-its-ending = { $name } ist nicht, was die Endung sagt: Der Inhalt ist anderer Art. Bitte speichern Sie die Datei neu aus dem Programm, aus dem sie stammt, oder geben Sie ihr den richtigen Namen.
error-nobody-changes-their-own-access-ask = Den eigenen Zugang kann niemand selbst ändern. Bitten Sie eine berechtigte Person aus Ihrem Unternehmen oder uns.
error-nothing-was-changed-try-again-if = Es wurde nichts geändert. Versuchen Sie es erneut; wenn es noch einmal geschieht, teilen Sie uns bitte mit, wann.
error-only-pdfs-and-pictures-can-be-marked = Nur PDFs und Bilder können gekennzeichnet werden.
error-open-the-link-once-more-or = Öffnen Sie den Link noch einmal oder fordern Sie einen neuen an: Diese Seite weiß nicht mehr, wer Sie sind.
error-say-that-you-agree-to-sign = Bitte bestätigen Sie, dass Sie elektronisch unterschreiben möchten.
error-say-what-should-be-different-so = Bitte schreiben Sie, was anders sein soll, damit wir wissen, was zu tun ist.
error-somebody-else-saved-this-while-you = Jemand anderes hat dies gespeichert, während Sie daran gearbeitet haben. Lesen Sie, was gespeichert wurde, und speichern Sie dann erneut.
error-somebody-of-your-company-has-answered = Jemand aus Ihrem Unternehmen hat bereits geantwortet. Vielen Dank.
error-the-quote-was-revised-since-you = Das Angebot wurde überarbeitet, seit Sie es geöffnet haben; es gilt Fassung { $version }. Bitte lesen Sie sie und antworten Sie erneut.
error-the-time-for-this-request-is = Die Frist dafür ist abgelaufen.
error-there-is-no-time-zone-of = Eine Zeitzone dieses Namens gibt es nicht.
error-there-is-nothing-here-that-you = Hier gibt es nichts, was Sie sehen können.
error-this-comment-has-as-many-answers = Dieser Kommentar hat so viele Antworten wie möglich. Schreiben Sie bitte einen neuen.
error-this-comment-is-open-already = Dieser Kommentar ist bereits offen.
error-this-comment-is-settled-already = Dieser Kommentar ist bereits erledigt.
error-this-document-has-as-many-comments = Dieses Dokument hat so viele Kommentare wie möglich. Fügen Sie es als neues Dokument hinzu.
error-this-form-takes-nothing-any-more = Dieses Formular nimmt nichts mehr entgegen.
error-this-is-a-good-password = Das ist ein gutes Passwort.
error-this-is-a-strong-password = Das ist ein starkes Passwort.
error-this-is-long-enough-one-more = Das ist lang genug. Ein weiteres Wort macht es stärker.
error-this-is-no-draft-that-can = Dieser Entwurf kann hier nicht angesehen werden.
error-this-is-not-a-signature-drawn = Das ist keine im Feld gezeichnete Unterschrift. Löschen Sie sie und unterschreiben Sie erneut.
error-this-is-not-the-password = Das Passwort ist nicht richtig.
error-this-page-is-too-old-or = Diese Seite ist zu alt, oder der Browser speichert keine Cookies. Bitte laden Sie sie neu.
error-this-page-was-open-for-too = Diese Seite war zu lange geöffnet. Bitte sehen Sie sie durch und senden Sie sie erneut.
error-this-password-became-known-in-a = Dieses Passwort ist durch ein Datenleck bekannt geworden und wird deshalb früh ausprobiert. Wählen Sie ein anderes und ändern Sie es überall, wo Sie es sonst verwenden.
error-this-post-has-as-many-signs = Diese Nachricht hat so viele verschiedene Reaktionen, wie sie zeigen kann. Wählen Sie eine davon.
error-this-project-is-over = Dieses Projekt ist abgeschlossen, daher wird dazu nichts mehr gefragt. Schreiben Sie stattdessen Ihrem Team.
error-this-quote-is-being-revised-right = Dieses Angebot wird gerade überarbeitet. Bitte warten Sie auf die neue Fassung und antworten Sie dann.
error-this-quote-is-state-already = Über dieses Angebot ist bereits entschieden: { $state }.
error-this-quote-was-valid-until-day = Dieses Angebot war gültig bis { $day }. Bitten Sie um ein neues.
error-this-request-did-not-come-from = Diese Anfrage kam von keiner Seite von Atrium und wurde deshalb abgelehnt. Öffnen Sie die Seite erneut und versuchen Sie es noch einmal.
error-this-sign-in-took-too-long = Die Anmeldung hat zu lange gedauert. Beginnen Sie noch einmal mit Ihrem Passwort.
error-this-was-answered-already-or-isnt = Darauf wurde bereits geantwortet, oder es wird nicht mehr gefragt.
error-too-many-tries-wait-time-and = Zu viele Versuche. Warten Sie { $time } und versuchen Sie es dann erneut.
error-too-much-waits-to-be-read = Hier wartet zurzeit zu viel. Bitte rufen Sie uns an oder schreiben Sie uns.
error-type-your-full-name-or-sign = Geben Sie Ihren vollständigen Namen ein oder unterschreiben Sie im Feld.
error-type-your-password-or-a-code = Bitte geben Sie Ihr Passwort oder einen Code ein.
error-we-ask-after-the-delivery-and = Wir fragen nach der Übergabe, zwei Monate lang. Schreiben Sie uns jederzeit unter „Anfragen“.
error-we-have-not-asked-for-this = Darum haben wir nicht gebeten. Senden Sie die Datei bitte mit einer Nachricht.
error-we-took-access-away = Wir haben den Zugang von { $name } selbst geschlossen und öffnen ihn auch wieder. Fragen Sie { $whom }.
error-what-wait-a-minute-and-go = { $what }. Warten Sie bitte eine Minute.
error-what-was-sent-is-too-large = Was Sie gesendet haben, ist zu groß: Höchstens { $most } sind möglich.
error-what-was-sent-of-this-file = Was von dieser Datei gesendet war, ist nicht mehr da. Bitte wählen Sie sie noch einmal.
error-what-you-agree-to-was-changed = Der Text, dem Sie zustimmen, wurde geändert, während diese Seite geöffnet war. Lesen Sie ihn noch einmal und senden Sie das Formular ab, wenn Sie zustimmen.
error-without-your-consent-we-may-not = Ohne Ihre Einwilligung dürfen wir Ihre Angaben nicht speichern.
error-you-are-not-among-those-who-sign = Sie gehören nicht zu denen, die dies unterschreiben sollen.
error-you-are-signed-out-sign-in = Sie sind abgemeldet. Bitte melden Sie sich wieder an.
error-you-gave-signs = Sie haben auf diese Nachricht bereits { $count }-mal reagiert. Nehmen Sie zuerst eine Reaktion zurück.
error-you-have-signed-this-already = Sie haben dies bereits unterschrieben.
error-zone-is-no-time-zone-choose = { $zone } ist keine Zeitzone. Wählen Sie eine wie Europe/Berlin.

## feedback
feedback-5-is-the-best = 5 ist am besten
feedback-are-you-content = Sind Sie zufrieden?
feedback-ask-us-something = Fragen Sie uns
feedback-from-1-not-at-all-to = Wie zufrieden sind Sie, von 1 (gar nicht) bis 5 (sehr)?
feedback-how-was-it = Wie war es?
feedback-in-your-words = In Ihren Worten
feedback-lede = { $project } ist übergeben. Ihre Rückmeldung erhalten die Projektleitung und deren Vorgesetzte.
feedback-not-asked-now = Zurzeit keine Umfrage
feedback-rather-not-say = Lieber nicht
feedback-send = Senden
feedback-we-ask-once-something-is-delivered = Wir fragen, sobald etwas übergeben ist. Sie können uns jederzeit schreiben.
feedback-what-was-good-what-we-should = Was gut war und was wir besser machen sollten.
feedback-you-gave = Sie haben { $rating } von 5 vergeben. Vielen Dank.
feedback-you-rather-didnt-say-you-can = Sie wollten sich nicht äußern. Sie können uns jederzeit schreiben.

## form
form-company = Unternehmen
form-consent = Einwilligung
form-leave-this-empty = Bitte leer lassen
form-phone = Telefon
form-send = Senden
form-thank-you = Vielen Dank
form-we-have-it-and-write-to = Ihre Nachricht ist angekommen. Wir schreiben Ihnen bald.
form-what-it-is-about = Worum es geht
form-your-e-mail = Ihre E-Mail-Adresse
form-your-name = Ihr Name

## frame
frame-all-places = Alle Bereiche
frame-as-the-system = Wie das System
frame-dark = Dunkel
frame-end-the-view = Ansicht beenden
frame-keyboard = Tastatur
frame-light = Hell
frame-looking-as = Sie sehen Atrium wie { $whom }. Nichts kann geändert werden, was Sie öffnen, wird protokolliert, und die Ansicht endet { $until }.
frame-main = Hauptmenü
frame-more = Mehr
frame-news = Neuigkeiten
frame-no-connection-to-atrium-what-you = Keine Verbindung zu Atrium. Was Sie sehen, ist möglicherweise nicht mehr aktuell; die Seite holt es von selbst nach.
frame-places = Bereiche
frame-profile-and-sign-in = Profil und Anmeldung
frame-sign-out = Abmelden
frame-skip-to-content = Zum Inhalt springen
frame-unread = { $place }, { $count } ungelesen
frame-waiting = wartend
frame-your-menu = { $name }, Ihr Menü

## give
give-files = Dateien
give-from-this-device-or-its-camera = Von diesem Gerät oder seiner Kamera; auch was Sie mit der App teilen, kommt hierher.
give-give-us-files = Dateien an uns senden
give-kind = Art
give-nothing-is-asked-for = Zurzeit brauchen wir nichts
give-or-take-a-photo = Oder ein Foto aufnehmen
give-send-it = Absenden
give-something-else = Etwas anderes
give-subject = Betreff
give-what-it-is-about = Worum es geht
give-what-we-asked-you-for = Worum wir Sie gebeten haben
give-when-we-need-a-document-from = Wenn wir ein Dokument von Ihnen brauchen, steht es hier, und Sie werden benachrichtigt.

## glyph
glyph-blocked = Blockiert
glyph-completed = Erledigt
glyph-dropped = Entfallen
glyph-in-progress = In Arbeit
glyph-in-review = In Prüfung
glyph-to-do = Offen

## home
home-accepted = Angenommen
home-all = Alle
home-all-of-it = Gesamt
home-ask-us-something = Fragen Sie uns
home-being-revised = In Überarbeitung
home-coming-next = Als Nächstes
home-done-for-you = Für Sie erledigt
home-due = fällig: { $day }
home-files = Dateien
home-files-lede = Was Sie und { $house } ausgetauscht haben.
home-for = Für { $request }
home-getting-ready = Vielen Dank für Ihren Auftrag. Wir bereiten { $order } vor.
home-give-us-files = Dateien an uns senden
home-greeting = { $part ->
    [morning] Guten Morgen, { $name }
    [afternoon] Guten Tag, { $name }
   *[evening] Guten Abend, { $name }
    }
home-home = Start
home-how-was = Wie zufrieden sind Sie mit { $project }?
home-invoice = Rechnung { $number }, { $amount }
home-invoice-due = Rechnung { $number }, { $amount }, fällig: { $day }
home-it-is-delivered-tell-us-in = Das Projekt ist abgeschlossen. Ihre Rückmeldung dauert nur eine Minute.
home-leads-the-work = Leitet die Arbeit
home-look-at-it = Ansehen
home-look-at-it-comment-and-decide = Ansehen, kommentieren und entscheiden
home-needs-you = Wartet auf Sie
home-no-files-yet = Noch keine Dateien
home-nothing-is-made = Zurzeit ist kein Projekt für Sie in Arbeit.
home-nothing-is-under-way-right-now = Zurzeit ist nichts in Arbeit
home-now = Jetzt: { $milestone }
home-one-project = { $project } ist zu { $percent } % fertig. Fertigstellung: { $day }.
home-pay = Bezahlen
home-percent-complete = { $project } ist zu { $percent } % fertig
home-put-this-on-your-phone = Als App aufs Smartphone
home-questions = Fragen?
home-quote = Angebot { $quote }
home-quote-until = Angebot { $quote }, gültig bis { $day }
home-read-and-sign = Lesen und unterschreiben
home-review = Ansehen
home-say-it = Rückmeldung geben
home-send = Senden
home-several-projects = { $count ->
    [one] { $count } Projekt läuft für Sie.
   *[other] { $count } Projekte laufen für Sie.
    }
home-shared-files = Gemeinsame Dateien
home-sign-by = Zu unterschreiben bis { $day }
home-waits-for-yes = Wartet auf Ihre Freigabe, { $project }
home-we-are-writing-a-new-version = Wir erstellen eine neue Fassung. Sie finden sie dann hier.
home-we-collect-what-we-need-and = Wir stellen zusammen, was wir brauchen, und planen die Arbeit; danach sehen Sie hier die Termine.
home-we-need = { $count ->
    [1] Wir brauchen noch etwas von Ihnen.
   *[other] Wir brauchen { $count } Dinge von Ihnen.
    }
home-we-open-it-next-and-ask = Wir legen als Nächstes Ihr Projekt an und bitten Sie um das, was wir brauchen.
home-what-we-share-with-you-and = Was wir mit Ihnen teilen und was Sie uns senden, wird hier aufbewahrt.
home-when-we-begin-something-for-you = Sobald wir etwas für Sie beginnen, sehen Sie hier den Stand und die nächsten Schritte.
home-wrote-your-quote-and-answers-you = Hat Ihr Angebot erstellt und antwortet Ihnen
home-your-contact-for-everything = Ihre Ansprechperson für alles
home-your-team = Ihr Team

## hours
hours-beyond = Darüber hinaus
hours-earlier-ones = Frühere
hours-hours-of-each-period = Stunden je Zeitraum
hours-left = { $left } von { $included } sind übrig.
hours-left-carried = { $left } sind übrig von { $included } vereinbarten und { $carried } übertragenen, die zuerst verbraucht werden.
hours-no-hours-agreed = Keine Stunden vereinbart
hours-nothing-is-open-right-now = Zurzeit ist nichts offen.
hours-over = { $over } über die verfügbaren { $available } hinaus.
hours-period = Zeitraum
hours-period-by-period = Nach Zeiträumen
hours-there-were = Verfügbar
hours-until-now = bis jetzt
hours-used = Verbraucht
hours-used-of = { $used } verbraucht
hours-used-title = Verbrauchte Stunden
hours-what-you-have-of-our-time = Wie viele Stunden Ihnen je Zeitraum zustehen und wie viele davon verbraucht sind.
hours-when-we-agree-on-hours-for = Wenn wir monatliche Stunden vereinbaren, sehen Sie hier, wie viele verbraucht sind.
hours-your-hours = Ihre Stunden

## invoice
invoice-all-paid = Alles ist bezahlt. Vielen Dank.
invoice-ask-us-something = Fragen Sie uns
invoice-closed = Abgeschlossen
invoice-code-for-your-banking-app = Code für Ihre Banking-App
invoice-credit = Sie haben ein Guthaben von { $amount }.
invoice-credit-note = Gutschrift
invoice-credited = Gutgeschrieben
invoice-download-the-pdf = PDF herunterladen
invoice-download-the-statement = Kontoübersicht herunterladen
invoice-due = fällig: { $day }
invoice-due-by = Fällig: { $day }
invoice-for-your-program = Für Ihre Software
invoice-how-to-pay = So bezahlen Sie
invoice-invoices = Rechnungen
invoice-is-open = { $amount } sind offen.
invoice-it-opens-their-page-we-never = Es öffnet sich die Seite des Anbieters. Wir fragen hier nie nach einer Karte oder dem Passwort Ihrer Bank.
invoice-keep-it = Für Ihre Unterlagen
invoice-no-invoices-yet = Noch keine Rechnungen
invoice-nothing-left = Es ist nichts mehr zu bezahlen.
invoice-older-ones = Ältere
invoice-overdue = Überfällig
invoice-paid = Bezahlt
invoice-paid-thanks = Bezahlt. Vielen Dank.
invoice-partly-paid = Teilweise bezahlt
invoice-pay-at-our-provider = Beim Zahlungsanbieter bezahlen
invoice-pay-by = { $amount } sind zu bezahlen. Zahlbar bis: { $day }.
invoice-please-ask-us-how-to-pay = Bitte fragen Sie uns, wie Sie bezahlen können.
invoice-questions = Fragen?
invoice-reference = Verwendungszweck: { $number }
invoice-scan-it-in-your-banking-app = Scannen Sie den Code in Ihrer Banking-App: Konto, Betrag und Verwendungszweck sind dann ausgefüllt. Prüfen Sie sie vor dem Absenden.
invoice-statement = Kontoübersicht
invoice-takes-back = Damit wird eine Berechnung zurückgenommen. Sie müssen nichts tun.
invoice-to = An
invoice-to-pay = Zu bezahlen
invoice-was-due = { $amount } waren fällig: { $day }. Falls Sie inzwischen bezahlt haben, vielen Dank.
invoice-what-we-bill-you-stands-here = Hier stehen unsere Rechnungen an Sie und wie Sie sie bezahlen.

## link
link-a-document-for-you = Ein Dokument für Sie
link-ask-for-another = Bitten Sie die Person, die Ihnen den Link geschickt hat, um einen neuen.
link-download = Herunterladen
link-ends = Dieser Link gilt bis { $at }.
link-file-not-given = Die Datei wird über diesen Link nicht herausgegeben.
link-given-more = { $count ->
    [1] Die Datei kann noch einmal abgerufen werden.
   *[other] Die Datei kann noch { $count } Mal abgerufen werden.
    }
link-is-marked = Auf jeder Seite steht, für wen und wann sie herausgegeben wurde.
link-is-seen = Wer ihn erstellt hat, sieht, wann und von wo er geöffnet wird.
link-it-opens-with-the-password-that = Es öffnet sich mit dem Passwort, das Sie zu diesem Link erhalten haben.
link-look-at-it = Ansehen
link-open = Öffnen
link-password = Passwort
link-small-picture = Vorschau von { $document }
link-the-document-is-no-longer-given = Das Dokument wird hier nicht mehr bereitgestellt. Bitten Sie die Person, die Ihnen den Link gesendet hat, um einen neuen.
link-this-link-has-ended = Dieser Link ist nicht mehr gültig

## mail
mail-about-security = zur Sicherheit
mail-came-together = Zusammenfassung
mail-choose-password = Passwort wählen
mail-credit-note-is-here = Hier ist unsere Gutschrift { $number }: { $title }.
mail-hello = Guten Tag { $name },
mail-how-to-pay = So bezahlen Sie:
mail-in-your-inbox = Sie finden es in Ihrem Posteingang.
mail-in-your-news = Sie finden es unter „Neuigkeiten“.
mail-invitation = Einladung
mail-invoice = Rechnung
mail-invoice-due = Sie ist fällig am { $day }.
mail-invoice-is-here = Hier ist unsere Rechnung { $number }: { $title }.
mail-late-fee = Für diese Erinnerung berechnen wir eine Gebühr von { $fee }.
mail-late-interest = Auf den seither offenen Betrag berechnen wir { $rate } % Zinsen im Jahr.
mail-look-at-it = Ansehen
mail-more-in-inbox = { $count ->
    [one] { $count } weitere finden Sie im Portal.
   *[other] { $count } weitere finden Sie im Portal.
    }
mail-news = Neuigkeiten
mail-no-more = Keine weiteren E-Mails dieser Art
mail-open-it = Öffnen
mail-or-open = Oder öffnen Sie diese Adresse:
mail-reminder = Erinnerung: { $number }
mail-reminder-again = { $times }. Erinnerung: { $number }
mail-reminder-disregard = Haben Sie inzwischen bezahlt, danken wir Ihnen; dann ist diese Nachricht gegenstandslos.
mail-reminder-was-due = { $number } war am { $day } fällig und ist noch nicht vollständig bezahlt: { $title }.
mail-security = Sicherheit
mail-security-stays = E-Mails zur Sicherheit können nicht abgeschaltet werden.
mail-things-came-together = { $count ->
    [one] { $count } Neuigkeit für Sie
   *[other] { $count } Neuigkeiten für Sie
    }
mail-things-for-you = { $count ->
    [one] { $count } Nachricht für Sie
   *[other] { $count } Nachrichten für Sie
    }
mail-your-way-in = Ihr Zugang

## me
me-a-browser-you-sign-in-with = Ein Browser, mit dem Sie sich anmelden, ist von da an bekannt. Wer anderswo falsche Passwörter eingibt, lässt Sie an einem bekannten Gerät nie warten.
me-add-a-passkey = Passkey hinzufügen
me-add-your-second-factor = Zweiten Faktor einrichten
me-added = hinzugefügt: { $at }
me-an-authenticator-app-is-set-up = Eine Authenticator-App ist eingerichtet.
me-browser-a-while-ago = Ein Browser, der sich vor längerer Zeit angemeldet hat
me-cant-scan = Scannen geht nicht? Geben Sie diesen Schlüssel ein:
me-change-the-password = Passwort ändern
me-choose-a-new-password = Neues Passwort wählen
me-code-of-the-new-authenticator = Code der neuen Authenticator-App
me-code-of-the-present-authenticator = Code der bisherigen Authenticator-App
me-codes-copied = Codes kopiert.
me-codes-left = { $count ->
    [one] Sie haben noch { $count } Wiederherstellungscode.
   *[other] Sie haben noch { $count } Wiederherstellungscodes.
    }
me-copy = Kopieren
me-current-password = Bisheriges Passwort
me-device-seen = seit { $since } · zuletzt angemeldet: { $at } von { $address }
me-devices-that-know-you = Bekannte Geräte
me-download = Herunterladen
me-each-opens-the-door-once-when = Jeder gilt einmal, wenn Ihr Telefon verloren geht. Bewahren Sie sie bei Ihren Passwörtern auf oder auf Papier in einer abschließbaren Schublade. Sie werden nicht noch einmal angezeigt.
me-end = Beenden
me-end-all-others = Alle anderen beenden
me-end-any-that-you-dont-know = Beenden Sie alle, die Sie nicht kennen
me-end-session = Sitzung von { $device } beenden
me-factor-from = Ab { $day } brauchen hier alle einen zweiten Faktor.
me-forget = Vergessen
me-forget-it = { $device } vergessen
me-forgetting-one-ends-its-sessions-it = Wird eines vergessen, enden seine Sitzungen; beim nächsten Mal gilt es als neu
me-has-to-be-passkey = Es muss ein Passkey sein.
me-i-have-kept-them = Ich habe sie aufbewahrt
me-it-is-asked-for-at-every = Er wird bei jeder Anmeldung verlangt.
me-it-is-asked-for-at-every-2 = Er wird bei jeder Anmeldung verlangt, weil Sie ihn eingerichtet haben.
me-it-is-asked-for-when-you = Er wird verlangt, wenn Sie sich von einem neuen Gerät anmelden.
me-keep-things-as-they-are = Alles so lassen
me-language = Sprache
me-language-and-time-zone = Sprache und Zeitzone
me-language-of-house = Wie vom Haus oder vom Browser vorgegeben
me-last-used = zuletzt verwendet: { $at }
me-make-new-ones = Neue erstellen
me-make-new-recovery-codes = Neue Wiederherstellungscodes erstellen
me-never-used = nie verwendet
me-no-device-is-known = Kein Gerät ist bekannt
me-nobody-has-to-have-one-here = Er ist hier keine Pflicht. Richten Sie einen ein, wird er bei jeder Anmeldung verlangt.
me-notifications = Benachrichtigungen
me-of-your-codes = Von Ihren { $all } Wiederherstellungscodes haben Sie noch { $left }.
me-or-one-of-your-recovery-codes = Oder einer Ihrer Wiederherstellungscodes.
me-pages-show-times-in = Zeiten anzeigen in
me-passkey-from = Ab { $day } brauchen hier alle einen Passkey.
me-password = Passwort
me-print = Drucken
me-profile-and-sign-in = Profil und Anmeldung
me-qr-of-seed = QR-Code des Schlüssels, der unten steht
me-recovery-codes = Wiederherstellungscodes
me-rename-or-remove = Umbenennen oder entfernen
me-rename-or-remove-it = { $name } umbenennen oder entfernen
me-replace-it = Ersetzen
me-replace-the-authenticator = Authenticator-App ersetzen
me-replace-your-second-factor = Zweiten Faktor ersetzen
me-save = Speichern
me-scan-this-with-an-authenticator-app = Scannen Sie den Code mit einer Authenticator-App und geben Sie dann die sechs Ziffern ein, die sie zeigt.
me-second-factor = Zweiter Faktor
me-set-up-an-authenticator = Authenticator-App einrichten
me-sign-out = Abmelden
me-sign-out-instead = Stattdessen abmelden
me-since = seit { $at }
me-the-house-asks-more-of-a = Für Passwörter gelten inzwischen strengere Regeln als zu der Zeit, als Sie Ihres gewählt haben.
me-the-zone-of-the-house = Zeitzone des Hauses
me-this-device = dieses Gerät
me-time-zone = Zeitzone
me-turn-it-on = Einschalten
me-use-a-passkey-instead = Stattdessen einen Passkey verwenden
me-where-you-are-signed-in = Wo Sie angemeldet sind
me-you-have-no-recovery-codes-left = Sie haben keine Wiederherstellungscodes mehr. Geht Ihr Telefon verloren, kann nur die Administration Sie wieder hereinlassen.
me-you-have-none-yet-with-one = Sie haben noch keinen. Mit einem öffnet Ihr Passwort allein nichts. Am sichersten ist ein Passkey: Er kann nicht an eine Seite verraten werden, die nur so aussieht wie diese.
me-your-password = Ihr Passwort
me-your-recovery-codes = Ihre Wiederherstellungscodes

## news
news-all-news = Alle Neuigkeiten
news-lede = Was { $house } Ihnen mitgeteilt hat, das Neueste zuerst.
news-mark-all-as-read = Alle als gelesen markieren
news-news = Neuigkeiten
news-no-news-yet = Noch keine Neuigkeiten
news-older = Ältere
news-what-happened-lately = Was zuletzt geschah
news-when-a-quote-is-ready-an = Wenn ein Angebot bereitliegt, eine Antwort eintrifft oder etwas übergeben wird, lesen Sie es zuerst hier.

## paper
paper-accepted = Angenommen
paper-account = Konto { $number }
paper-account-holder = Kontoinhaber { $name }
paper-amount = Betrag
paper-before-tax = vor Steuern
paper-before-tax-at = vor Steuern, zum Steuersatz von { $rate } %
paper-beyond-hours = Über die vereinbarten Stunden hinaus: { $period }
paper-billed-before = Bereits berechnet
paper-carried-over = In den Zeitraum übertragen
paper-credit-for = Gutschrift zu { $number }
paper-credit-note = Gutschrift
paper-date = Datum
paper-days-after-issue = { $days } Tage nach Ausstellung
paper-days-after-sent = { $days } Tage nach Versand
paper-deposit-of = Anzahlung von { $percent } %
paper-deposit-on = Auf { $quote }, { $part }
paper-description = Beschreibung
paper-discount = Rabatt
paper-draft = Entwurf
paper-due = Fällig am
paper-expenses-for-you = Auslagen für Sie
paper-for = Für
paper-from = Von
paper-hours = Stunden
paper-hours-included = { $days }, { $time } enthalten
paper-hours-used-of = { $used } von { $available } verfügbaren verbraucht
paper-how-to-pay = So bezahlen Sie
paper-included = Enthalten
paper-interest-a-year = { $rate } % im Jahr auf den offenen Betrag, { $from } bis { $until }
paper-interest-on = Zinsen auf { $number }
paper-invoice = Rechnung
paper-items = Positionen
paper-left = Übrig
paper-less = abzüglich { $amount }
paper-less-percent = abzüglich { $percent } %
paper-logo-of = Logo von { $house }
paper-milestone-of = Meilenstein des Projekts { $project }
paper-no-items = Noch keine Positionen.
paper-not-issued = noch nicht ausgestellt
paper-not-sent = noch nicht gesendet
paper-of-what-isnt-taxed = Teil ohne Steuer
paper-open = Offen
paper-open-after = { $what }, { $day }; danach offen: { $amount }
paper-open-before = Zuvor offen
paper-other-work = Andere Arbeiten
paper-page = { $title }, Seite { $number }
paper-page-of = { $title }, Seite { $number } von { $pages }
paper-paid-already = Bereits bezahlt
paper-paid-late = Verspätet bezahlt: { $number }
paper-part-of = Ein Teil von { $quote }
paper-percent-of = { $percent } % von { $quote }
paper-project = Projekt
paper-quote = Angebot
paper-rate = Kurs
paper-reason = Grund
paper-reference = Bitte geben Sie { $number } als Verwendungszweck an.
paper-register = Registernummer { $number }
paper-reminders-of = Mahnungen zu { $number }
paper-share-taxed-at = { $share }, zum Steuersatz von { $rate } %
paper-signature-of = Unterschrift von { $name }
paper-statement = Kontoübersicht
paper-still-open = { $day }, noch offen
paper-sum-in = { $sum } in { $currency }
paper-takes-back = Storniert
paper-tax = Steuer
paper-tax-in = Steuer in { $currency }
paper-tax-number = Steuernummer { $number }
paper-tax-rate = Steuer, { $rate } %
paper-tax-rate-of = Steuer, { $rate } % von { $amount }
paper-terms = Bedingungen
paper-time = Zeit
paper-to-credit = Ihr Guthaben
paper-to-pay = Zu zahlen
paper-total = Gesamtbetrag
paper-untaxed-exempt = Steuerfrei.
paper-untaxed-export = Ausfuhr: Es wird keine Steuer berechnet.
paper-untaxed-outside = Nicht steuerbar.
paper-untaxed-reverse = Steuerschuldnerschaft des Leistungsempfängers.
paper-untaxed-zero = Mit einem Steuersatz von 0 % besteuert.
paper-until = Bis
paper-valid-until = Gültig bis
paper-vat-number = USt-IdNr. { $number }
paper-version = { $quote }, Fassung { $number }
paper-word-to-it = Anmerkung
paper-work-done-for-you = Arbeiten für Sie
paper-work-on = Arbeiten an { $project }
paper-your-reference = Ihr Zeichen: { $reference }

## part
part-bars-over-days = Balken über Tagen
part-cancel = Abbrechen
part-close = Schließen
part-dismiss = Ausblenden
part-files = { $count ->
    [one] { $count } Datei
   *[other] { $count } Dateien
    }
part-newer = Neuere
part-nothing = nichts
part-older = Ältere
part-optional = optional
part-pages = Seiten
part-saved-now = Jetzt gespeichert:
part-send = Senden
part-things-to-fix = { $count ->
    [1] Eine Angabe ist zu korrigieren
    [2] Zwei Angaben sind zu korrigieren
    [3] Drei Angaben sind zu korrigieren
    [4] Vier Angaben sind zu korrigieren
    [5] Fünf Angaben sind zu korrigieren
    [6] Sechs Angaben sind zu korrigieren
    [7] Sieben Angaben sind zu korrigieren
    [8] Acht Angaben sind zu korrigieren
    [9] Neun Angaben sind zu korrigieren
   *[other] { $count } Angaben sind zu korrigieren
    }
part-today = Heute
part-type-to-confirm = Geben Sie zur Bestätigung { $word } ein
part-undo = Rückgängig
part-you = Sie

## passkey
passkey-a-passkey-needs-scripts-which-this = Ein Passkey benötigt Skripte, die dieser Browser nicht ausführt. Ein Code einer Authenticator-App benötigt keine.
passkey-add-a-passkey = Passkey hinzufügen
passkey-added = Hinzugefügt
passkey-create-it = Erstellen
passkey-it-opens-nothing-here-from-then = Danach öffnet er hier nichts mehr, und Sitzungen, die er anderswo geöffnet hat, enden. Löschen Sie ihn auch auf dem Gerät.
passkey-last-used = Zuletzt verwendet
passkey-leave-it = Nicht jetzt
passkey-name = Name
passkey-never = Nie
passkey-no-count = Das Gerät zählt nicht
passkey-profile-and-sign-in = Profil und Anmeldung
passkey-remove-it = Entfernen
passkey-remove-this-passkey = Diesen Passkey entfernen
passkey-save = Speichern
passkey-such-as-the-device-or-the = Zum Beispiel das Gerät oder der Passwortmanager, der ihn aufbewahrt.
passkey-times-it-signed = Anzahl der Verwendungen
passkey-use-an-authenticator-app = Authenticator-App verwenden
passkey-what-you-call-it = Bezeichnung
passkey-where-it-is = Aufbewahrung
passkey-work-at = Passkeys funktionieren unter { $address }.
passkey-works-at = Gilt für
passkey-your-device-password-manager-or-security = Ihr Gerät, Passwortmanager oder Sicherheitsschlüssel bewahrt ihn auf und fragt nach Fingerabdruck, Gesicht oder PIN. Er kann nicht eingetippt und deshalb nicht an eine Seite verraten werden, die nur so aussieht wie diese.

## post
post-a-post = Ein Beitrag
post-add-files-or-photos = Dateien oder Fotos hinzufügen
post-back = Zurück
post-back-to-where-it-stands = Zurück zur Stelle im Gespräch
post-its-words = Text
post-its-words-were-taken-away = Der Text wurde entfernt.
post-message = Nachricht
post-not-posted = Nicht gesendet
post-pin = Anheften
post-save = Speichern
post-take-it-away = Entfernen
post-unpin = Nicht mehr anheften
post-until = bis
post-what-is-taken-away-is-gone = Was entfernt wird, ist endgültig weg; an seiner Stelle bleibt ein Vermerk.
post-what-it-said-before = Frühere Fassungen

## problem
problem-back-to-start = Zur Startseite
problem-back-where-you-were = Zurück
problem-to-the-sign-in = Zur Anmeldung

## project
project-all-delivered = Alles ist fertiggestellt und übergeben.
project-approved-by-you = Von Ihnen freigegeben
project-ask-a-question = Frage stellen
project-asked = Angefragt: { $at }
project-by = bis { $day }
project-caption-done = fertig
project-dates = Termine
project-done = Erledigt
project-ended = Die Arbeit an diesem Projekt ist beendet.
project-files = Dateien
project-finish = Fertigstellung
project-from-to = { $from } bis { $until }
project-home = Start
project-hours = Stunden
project-hours-logged = { $hours } Std.
project-hours-of = { $hours } von { $budget } Std.
project-if-something-should-be-different-say = Wenn etwas anders sein soll, schreiben Sie bitte, was.
project-in-our-care = Alles ist übergeben, und wir betreuen es weiter.
project-in-your-words = In Ihren Worten
project-next = Als Nächstes
project-next-by = Als Nächstes: { $milestone }, bis { $day }.
project-next-is = Als Nächstes: { $milestone }.
project-next-soon = Als Nächstes: { $milestone }, in Kürze.
project-paused = Zu { $percent } % fertig. Die Arbeit ruht zurzeit; Ihre Ansprechperson sagt Ihnen, wann es weitergeht.
project-percent-done = Zu { $percent } % fertig.
project-questions = Fragen
project-ready = Fertig: { $day }
project-ready-by = Fertigstellung: bis { $day }.
project-ready-soon = Alles ist in Kürze fertig.
project-send-your-answer = Antwort senden
project-start = Beginn
project-state = Stand
project-the-plan-is-being-drawn-up = Der Plan wird gerade erstellt. Seine Schritte erscheinen hier.
project-timeline = Zeitplan
project-waits-for-your-yes = Wartet auf Ihre Freigabe
project-what-is-being-made = Was entsteht
project-your-answer = Ihre Antwort
project-your-contact-for-everything = Ihre Ansprechperson für alles

## proof
proof-alone = Nur Fassung { $version }
proof-answer = Antworten
proof-approve = Fassung { $version } freigeben
proof-ask-for-changes = Änderungen wünschen
proof-beside = Neben Fassung { $version }
proof-comment = Kommentar
proof-comment-is = Kommentar { $number }, { $state }
proof-comment-number = Kommentar { $number }:
proof-comments = Kommentare
proof-counts-now = gilt jetzt
proof-decision = Entscheidung
proof-does-comment = { $does }: Kommentar { $number }
proof-elsewhere = { $count ->
    [one] { $count } Kommentar gehört zu anderen Fassungen.
   *[other] { $count } Kommentare gehören zu anderen Fassungen.
    }
proof-files = Dateien
proof-from-the-left = Von links
proof-from-the-top = Von oben
proof-in-thousandths-of-the-height = In Tausendsteln der Höhe.
proof-in-thousandths-of-the-width = In Tausendsteln der Breite.
proof-in-words = In Worten
proof-is-for = Sie gilt für Fassung { $version }, wie Sie sie hier sehen. Ändern wir etwas, fragen wir Sie erneut.
proof-is-void = Das betraf eine ältere Fassung und gilt nicht für die jetzige.
proof-newer-counts = Inzwischen gilt eine neuere Fassung.
proof-next-page = Nächste Seite
proof-nothing-is-said-on-this-version = Zu dieser Fassung gibt es noch keine Kommentare.
proof-of-hash = Für die Datei mit dem Hash
proof-open = offen
proof-open-again = Wieder öffnen
proof-open-it-to-decide = Zum Entscheiden öffnen
proof-page = Seite { $page }
proof-page-before = Vorherige Seite
proof-pages = Seiten
proof-said-of = Fassung { $version }, { $name }, { $at }.
proof-say-something = Kommentar schreiben
proof-settle = Erledigen
proof-settled = Erledigt
proof-settled-state = erledigt
proof-tap = Fassung { $version }. Tippen Sie auf die Stelle im Bild, die Sie meinen, und schreiben Sie dann.
proof-this-page-cant-be-shown-here = Diese Seite kann hier gerade nicht angezeigt werden. Kommentare sind trotzdem möglich; öffnen Sie die Datei daneben.
proof-title = { $document }, Fassung { $version }
proof-version = Fassung { $version }
proof-versions = Fassungen
proof-when-you-want-changes-say-which = Wenn Sie Änderungen wünschen, schreiben Sie bitte, welche.
proof-where = Hierhin kommt Ihr Kommentar. Mit den Pfeiltasten verschieben Sie ihn.
proof-with-comments = { $count ->
    [1] { $name }, mit einem Kommentar
   *[other] { $name }, mit { $count } Kommentaren
    }

## prove
prove-files-are-not-kept-on-the = Dateien bleiben dabei nicht erhalten. Gehen Sie danach zurück und wählen Sie sie erneut aus.
prove-go-on = Weiter
prove-is-it-still-you = Sind Sie es noch?
prove-leave-it = Abbrechen
prove-password-or-code = Passwort oder Code
prove-use-a-passkey = Passkey verwenden
prove-what-you-are-about-to-do = Was Sie vorhaben, öffnet jemandem den Zugang oder lässt sich nicht rückgängig machen. Geben Sie Ihr Passwort oder einen Code Ihrer Authenticator-App ein oder verwenden Sie einen Passkey, dann geht es weiter. Sie werden zehn Minuten lang nicht erneut gefragt.

## quote
quote-accept = Annehmen
quote-accept-the-quote = Angebot annehmen
quote-accepted-on = Sie haben dieses Angebot angenommen ({ $day }). Wir fangen gleich an.
quote-answer-by = Insgesamt { $amount }. Bitte lesen Sie das Angebot und antworten Sie bis { $day }.
quote-being-revised = { $agent } überarbeitet dieses Angebot. Unten steht, was wir Ihnen gesendet haben ({ $day }); die neue Fassung finden Sie dann hier.
quote-box-to-sign-in = Unterschriftsfeld
quote-by-accepting = Mit der Annahme beauftragen Sie die oben genannten Leistungen für { $amount }.
quote-clear-the-signature = Unterschrift löschen
quote-decline-the-quote = Angebot ablehnen
quote-declined-on = Sie haben dieses Angebot abgelehnt ({ $day }). { $agent } kennt Ihren Grund und meldet sich bei Ihnen.
quote-download-the-pdf = PDF herunterladen
quote-expired = Dieses Angebot war gültig bis { $day }. { $agent } erstellt Ihnen gern ein neues.
quote-home = Start
quote-keep-it = Für Ihre Unterlagen
quote-not-what-you-need = Nicht das Richtige?
quote-questions = Fragen?
quote-sign-with-a-finger-a-pen = Unterschreiben Sie auf Wunsch mit dem Finger, einem Stift oder der Maus.
quote-step-accepted = Sie haben das Angebot angenommen
quote-step-open = Wir legen Ihr Projekt an und bitten um das, was wir brauchen
quote-step-plan = Wir planen die Arbeit und zeigen Ihnen die Termine
quote-thank-you = Vielen Dank, { $name }
quote-until-then = Bis dahin antwortet Ihnen { $agent }.
quote-we-read-it-and-come-back = Wir lesen es und melden uns bei Ihnen.
quote-what-doesnt-fit = Was nicht passt
quote-what-happens-next = Wie es weitergeht
quote-withdrawn = Wir haben dieses Angebot zurückgezogen; es kann nicht mehr angenommen werden. { $agent } gibt Ihnen gern Auskunft.
quote-wrote-this-quote-and-answers-you = Hat dieses Angebot erstellt und antwortet Ihnen
quote-you-find-our-questions-here-in = Unsere Fragen finden Sie hier in Ihrem Portal.
quote-your-full-name = Ihr vollständiger Name
quote-your-signature = Ihre Unterschrift
quote-your-typed-name-counts-as-your = Ihr eingetippter Name gilt als Unterschrift. Sie können auch von Hand unterschreiben.

## reach
reach-app = Portal
reach-browser = Browser
reach-digest = Zusammenfassung
reach-in-app = im Portal
reach-mail = E-Mail
reach-push = Push
reach-sms = SMS

## reports
reports-earlier-ones = Frühere
reports-hours = Stunden
reports-in-all = Insgesamt
reports-no-report-yet = Noch kein Bericht
reports-progress = Fortschritt
reports-reports = Berichte
reports-since-last = Seit dem letzten Bericht
reports-what-we-did-what-comes-next = Was wir getan haben, was als Nächstes kommt und was wir von Ihnen brauchen.
reports-when-we-report-on-your-project = Berichte zu Ihrem Projekt finden Sie hier und in Ihrer E-Mail.

## request
request-answers-you-here = antwortet Ihnen hier
request-ask-for-help-or-a-change = Bitten Sie auf dieser Seite um Hilfe oder eine Änderung; die Antworten finden Sie hier.
request-done = Erledigt
request-file-for = Datei für { $what }
request-files = Dateien
request-files-or-photos = Dateien oder Fotos
request-given-of = { $given } von { $asked }
request-kind = Art
request-new-request = Neue Anfrage
request-no-open-requests = Keine offenen Anfragen
request-nothing-was-written-yet-your-message = Noch wurde nichts geschrieben. Ihre Nachricht erreicht die zuständige Person.
request-open = Offen
request-opened = { $number }, eröffnet: { $at }.
request-paste-or-drop-them-here-or = Fügen Sie sie hier ein, ziehen Sie sie hierher oder wählen Sie sie aus.
request-received = Erhalten
request-requests = Anfragen
request-send-a-newer-one = Neuere Fassung senden
request-send-again = Bitte senden Sie es noch einmal:
request-send-the-request = Anfrage senden
request-subject = Betreff
request-the-team-reads-it-next = Das Team liest sie als Nächstes.
request-upload-the-file = Datei hochladen
request-what-it-is-about = Worum es geht
request-what-we-need = Was wir brauchen
request-what-you-asked-of-us-what = Was Sie von uns möchten, was wir von Ihnen brauchen, und der Stand der Dinge.
request-who-has-it = Wer zuständig ist
request-write-to-the-team = Schreiben Sie dem Team
request-write-your-answer = Schreiben Sie Ihre Antwort

## script
script-atrium-did-not-answer-load-the = Atrium hat nicht geantwortet. Bitte laden Sie die Seite neu.
script-copied = Kopiert.
script-ctrl-enter-sends = Strg+Eingabe sendet
script-discard = Verwerfen
script-edit = Bearbeiten
script-enter-sends = Eingabe sendet
script-files-are-not-taken-here = Hier werden keine Dateien angenommen.
script-its-files-are-no-longer-in = die Dateien sind nicht mehr in diesem Browser. Bitte wählen Sie sie erneut aus
script-newer = Neuere
script-no-connection-nothing-can-be-sent = Keine Verbindung. Senden ist erst wieder möglich, wenn die Verbindung besteht. Dies ist der Stand von:
script-not-copied-the-browser-refused = Nicht kopiert, der Browser hat es abgelehnt.
script-not-posted = Nicht gesendet:
script-not-sent = Nicht gesendet:
script-not-sent-that-is-more-than = Nicht gesendet, das ist mehr, als der Server annimmt.
script-not-sent-the-connection-broke-your = Nicht gesendet, die Verbindung ist abgebrochen. Ihre Dateien sind noch ausgewählt; versuchen Sie es erneut, es geht an derselben Stelle weiter.
script-not-sent-the-connection-broke-your-2 = Nicht gesendet, die Verbindung ist abgebrochen. Ihre Dateien sind noch ausgewählt; versuchen Sie es erneut.
script-not-sent-the-server-answered = Nicht gesendet, Antwort des Servers:
script-not-sent-yet-it-is-sent = Noch nicht gesendet. Es wird gesendet, sobald eine Verbindung besteht.
script-nothing-was-done-it-was-cancelled = Es ist nichts geschehen: abgebrochen oder zu lange gewartet. Versuchen Sie es erneut.
script-older = Ältere
script-sent-so-far = Bisher gesendet
script-several-people-are-writing = Mehrere Personen schreiben
script-stopped-nothing-was-sent = Abgebrochen, es wurde nichts gesendet.
script-that-was-not-done = Das hat nicht funktioniert.
script-that-was-not-done-there-is = Das hat nicht funktioniert, es besteht keine Verbindung.
script-the-browser-keeps-passkeys-for-addresses = Der Browser speichert Passkeys nur für Adressen, deren Zertifikat er vertraut. Bitte wenden Sie sich an uns.
script-this-browser-could-not-be-opened = Dieser Browser konnte dafür nicht eingerichtet werden. Versuchen Sie es später erneut.
script-this-browser-shows-them = Dieser Browser zeigt sie an.
script-this-device-holds-a-passkey-of = Dieses Gerät hat bereits einen Passkey von Ihnen.
script-this-file-is-larger-than-100 = Diese Datei ist größer als 100 MB.
script-to-the-newest = Zum Neuesten
script-unread-from-here = Ab hier ungelesen
script-unread-from-here-on = Ab hier ungelesen
script-you-no-longer-see-this-page = Sie sehen diese Seite nicht mehr. Was Sie schreiben, steht noch hier: Kopieren Sie es, bevor Sie gehen.
script-your-browser-shows-no-notifications = Ihr Browser zeigt keine Benachrichtigungen an.
script-your-browser-was-told-to-show = Ihr Browser darf für diese Adresse keine Benachrichtigungen anzeigen.
script-your-browser-was-told-to-show-2 = Ihr Browser darf für diese Adresse keine anzeigen. Das lässt sich in seinen Einstellungen für die Seite ändern.

## sign
sign-all-of-them = Zu unterschreiben und unterschrieben
sign-asks-for = { $sender } bittet um Ihre Unterschrift bis { $day }. Bitte lesen Sie das Dokument zuerst.
sign-box-to-sign-in = Unterschriftsfeld
sign-can-check = Wer die unterschriebene Datei hat, kann sie unter { $address } ohne Anmeldung prüfen.
sign-check-it = Prüfen
sign-clear-the-signature = Unterschrift löschen
sign-decline = Ablehnen
sign-declined-at = abgelehnt: { $at }
sign-download = Herunterladen
sign-download-the-signed-file = Unterschriebene Datei herunterladen
sign-everybody-who-signs-is-told-and = Alle Unterzeichnenden werden informiert, und niemand wird weiter gefragt.
sign-for-the-client = Für den Kunden
sign-for-the-house = Für den Anbieter
sign-has-not-signed = hat nicht unterschrieben
sign-home = Start
sign-is-sealed = Alle haben unterschrieben, und das Dokument ist versiegelt.
sign-is-to-sign-now = soll jetzt unterschreiben
sign-keep-it = Für Ihre Unterlagen
sign-message = Nachricht
sign-not-any-more = Es ist nicht mehr zu unterschreiben.
sign-on-page = { $what } auf Seite { $page }
sign-page-of = Seite { $number } von { $pages }
sign-sign = Unterschreiben
sign-sign-with-a-finger-a-pen = Unterschreiben Sie auf Wunsch mit dem Finger, einem Stift oder der Maus.
sign-signed-at = unterschrieben: { $at }
sign-signed-of = { $signed } von { $all } unterschrieben
sign-signs-later = unterschreibt später
sign-stands-at = Ihre Angaben stehen hier: { $places }.
sign-was-declined = Es wurde abgelehnt: { $reason }
sign-was-over = Die Frist zum Unterschreiben ist abgelaufen ({ $day }).
sign-what-keeps-you-from-it = Was Sie davon abhält
sign-who-signs = Wer unterschreibt
sign-you-don-t-want-to-sign = Möchten Sie nicht unterschreiben?
sign-your-full-name = Ihr vollständiger Name
sign-your-signature = Ihre Unterschrift
sign-your-typed-name-counts-as-your = Ihr eingetippter Name gilt als Unterschrift. Sie können auch von Hand unterschreiben.
sign-your-words = Ihr Text auf Seite { $page }

## statement
statement-amount = Betrag
statement-balance = Saldo
statement-before = Übertrag
statement-day = Tag
statement-every-invoice-credit-note-and-payment = Hier stehen alle Rechnungen, Gutschriften und Zahlungen und was danach offen war.
statement-how-it-stands = Kontostand
statement-nothing-billed-yet = Noch nichts berechnet
statement-open = Offen
statement-open-by-age = Offen nach Alter
statement-statement = Kontoübersicht
statement-to-their-credit = Guthaben
statement-what = Vorgang
statement-what-happened = Verlauf
statement-written-off = Ausgebucht

## talk
talk-add-files-or-photos = Dateien oder Fotos hinzufügen
talk-dont-quote = Nicht zitieren
talk-earlier = Früher
talk-earlier-replies = Frühere Antworten
talk-edit-pin-and-more = Bearbeiten, anheften und mehr
talk-edited = bearbeitet
talk-last = zuletzt
talk-later = Später
talk-nothing-was-said-yet = Noch wurde nichts geschrieben.
talk-pinned = Angeheftet
talk-pinned-posts = { $count ->
    [one] { $count } angehefteter Beitrag
   *[other] { $count } angeheftete Beiträge
    }
talk-quote = Zitieren
talk-quotes = Zitiert { $post }.
talk-replies = { $count ->
    [one] { $count } Antwort
   *[other] { $count } Antworten
    }
talk-reply = Antworten
talk-taken-away-by = Entfernt von { $name }.
talk-taken-back-by-whoever-wrote-it = Vom Absender zurückgenommen.
talk-to-the-end = Zum Ende
talk-to-the-newest-replies = Zu den neuesten Antworten
talk-write-a-reply = Antwort schreiben

## told
told-a-link-to-choose-a-new = ein Link, um ein neues Passwort zu wählen
told-a-message-from-name = Eine Nachricht von { $name }
told-an-answer-on-request = Eine Antwort zu { $request }
told-choose-your-password = Ihr Passwort wählen
told-credit-note-number-title = Gutschrift { $number }: { $title }
told-document-read-it-and-sign-it = { $document }: bitte lesen und unterschreiben bis { $day }
told-if-this-wasnt-you-leave-it = Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.
told-if-you-didnt-ask-for-it = Wenn Sie nicht darum gebeten haben, geben Sie uns bitte Bescheid und verwenden Sie den Link nicht.
told-if-you-dont-know-what-this = Wenn Sie nicht wissen, worum es geht, müssen Sie nichts tun: Ohne den Link geschieht nichts.
told-invoice-number-title = Rechnung { $number }: { $title }
told-milestone-of-project-waits-for-your = { $milestone } ({ $project }) wartet auf Ihre Freigabe
told-number-was-due-on-day = { $number } war fällig: { $day }
told-project-is-delivered = { $project } ist übergeben
told-project-is-percent-done = { $project } ist zu { $percent } % fertig
told-project-is-percent-done-words = { $project } ist zu { $percent } % fertig: { $words }
told-reminder-invoice = Erinnerung: { $invoice }
told-reminder-number-invoice = { $number }. Erinnerung: { $invoice }
told-signed-in-from-a-new-device = Anmeldung von einem neuen Gerät: { $device }, von { $address }. Wenn Sie das nicht waren, beenden Sie die Sitzung und ändern Sie Ihr Passwort.
told-somebody-asked-for-a-link-to = jemand hat einen Link angefordert, um ein neues Passwort für Ihr Konto zu wählen, von { $device } unter { $address }. Er funktioniert einmal, einen Tag lang.
told-somebody-who-looks-after-accounts-made = für Sie wurde ein Link erstellt, mit dem Sie ein neues Passwort wählen können. Er funktioniert einmal, einen Tag lang.
told-we-need-from-you-what = Wir brauchen von Ihnen: { $what }
told-we-withdrew-the-quote-quote = Wir haben das Angebot zurückgezogen: { $quote }
told-you-are-invited-choose-your-password = Sie sind eingeladen. Wählen Sie Ihr Passwort über diesen Link; er funktioniert einmal, sieben Tage lang, und von da an melden Sie sich mit dieser E-Mail-Adresse an.
told-you-are-told-because-why = Sie erhalten diese Nachricht aus folgendem Grund: { $why }.
told-your-quote-is-ready-quote = Ihr Angebot liegt bereit: { $quote }

## verify
verify-altered = Diese Datei trägt ein Siegel von { $house }, das nicht zu ihr gehört.
verify-altered-how = Sie wurde verändert, oder das Siegel stammt aus einer anderen Datei. Verlassen Sie sich nicht darauf.
verify-check-a-file = Datei prüfen
verify-check-it = Prüfen
verify-drop-it-here-or-choose-it = Ziehen Sie sie hierher oder wählen Sie sie aus.
verify-lede = Ob ein Dokument von { $house } unterschrieben und versiegelt wurde. Die Datei bleibt bei Ihnen: Ihr Browser berechnet ihren Hash und sendet nur diesen.
verify-longer = Diese Datei wurde von { $house } versiegelt, und hinter dem Siegel wurde etwas hinzugefügt.
verify-longer-on = Was versiegelt wurde ({ $when }), ist noch darin enthalten; verlassen Sie sich nur darauf.
verify-sealed = Diese Datei wurde von { $house } versiegelt und seitdem nicht verändert.
verify-sealed-on = Unterschrieben und versiegelt: { $when }. Die Zeit ist die der Uhr dieses Hauses.
verify-sha-256-of-the-file = SHA-256 der Datei
verify-the-file = Die Datei
verify-unknown = Diese Datei stammt nicht von uns.
verify-unknown-how = Ein Dokument mit diesem Inhalt wurde hier nicht versiegelt.
verify-unsigned = Dies ist das Dokument, das unterschrieben wurde, ohne die Unterschriften.
verify-unsigned-on = Die unterschriebene Datei wurde versiegelt: { $when }.
verify-when-by-whom = { $count ->
    [one] { $at }, von { $count } Person
   *[other] { $at }, von { $count } Personen
    }
verify-worked-out-for-you-when-you = Wird berechnet, sobald Sie eine Datei wählen. Sonst geben Sie ein, was sha256sum oder Ihr System ausgibt.

## word
word-1-to-30-days = 1 bis 30 Tage
word-31-to-60-days = 31 bis 60 Tage
word-61-to-90-days = 61 bis 90 Tage
word-a-document-that-i-was-asked = Ein Dokument zum Unterschreiben ist versiegelt oder beendet
word-a-document-waits-for-my-signature = Ein Dokument wartet auf meine Unterschrift
word-a-png-jpeg-or-webp-picture = Bilder im Format PNG, JPEG oder WebP.
word-a-progress-report-on-my-project = Ein Bericht zu meinem Projekt
word-a-project-is-delivered = Ein Projekt ist übergeben
word-a-quote-is-ready = Ein Angebot liegt bereit
word-a-quote-is-withdrawn = Ein Angebot ist zurückgezogen
word-accepted = angenommen
word-accepted-thank-you = Angenommen. Vielen Dank
word-access-token-of-theirs = Eigener Zugriffsschlüssel
word-account = Konto
word-all-other-sessions-have-ended = Alle anderen Sitzungen sind beendet
word-an-invoice-is-overdue = Eine Rechnung ist überfällig
word-an-invoice-is-there = Eine Rechnung liegt vor
word-another-way = Auf anderem Weg
word-another-way-of-signing-in-is = Bald wird eine andere Art der Anmeldung benötigt
word-answer = Antwort
word-answered = Beantwortet
word-approved = Freigegeben
word-at-once = Sofort
word-being-planned = In Planung
word-being-prepared = In Vorbereitung
word-by-the-house = Durch das Haus
word-cancelled = Abgebrochen
word-card = Karte
word-cash = Bar
word-change-request = Änderungswunsch
word-changes-wanted = Änderungen gewünscht
word-cheque = Scheck
word-code = Code
word-colleagues = Zugänge
word-comment = Kommentar
word-company = Unternehmen
word-complaint = Beschwerde
word-credit-note = Gutschrift
word-current-password = Bisheriges Passwort
word-date = Datum
word-declined = Abgelehnt
word-declined-2 = abgelehnt
word-declined-we-come-back-to-you = Abgelehnt. Wir melden uns bei Ihnen
word-delivered = Übergeben
word-delivered-in-our-care = Übergeben, in unserer Betreuung
word-details-are-collected = Angaben werden gesammelt
word-device-forgotten = Gerät vergessen
word-digest = Zusammenfassung
word-direct-debit = Lastschrift
word-done = Erledigt
word-e-mail = E-Mail
word-ended = Beendet
word-every-day = Täglich
word-every-hour = Stündlich
word-expired = Abgelaufen
word-expired-2 = abgelaufen
word-files = Dateien
word-finished = Abgeschlossen
word-for-clients = Für Kunden
word-for-me = Für mich
word-fr = Fr
word-fridays = freitags
word-from-the-house = Vom Haus
word-full-name = Vollständiger Name
word-home = Start
word-hours = Stunden
word-i-have-read-the-document-and = Ich habe das Dokument gelesen und bin einverstanden, es elektronisch zu unterschreiben. Mein eingetippter Name oder meine Zeichnung ist meine Unterschrift.
word-in-progress = In Arbeit
word-in-work = In Arbeit
word-in-your-words = In Ihren Worten
word-invoice = Rechnung
word-invoices = Rechnungen
word-it-concerns-everybody-who-works-with = es betrifft alle, die mit Atrium arbeiten
word-it-concerns-your-own-account = es betrifft Ihr eigenes Konto
word-it-is-for-you = sie ist für Sie
word-it-is-your-project = es ist Ihr Projekt
word-it-is-your-request = es ist Ihre Anfrage
word-it-waits-for-your-answer = es wartet auf Ihre Antwort
word-it-waits-to-be-paid = sie ist noch nicht bezahlt
word-it-was-sent-to-you = es wurde Ihnen gesendet
word-kind = Art
word-later-than-planned = Später als geplant
word-message = Nachricht
word-messages = Nachrichten
word-mo = Mo
word-mondays = montags
word-monthly-report = Monatsbericht
word-my-comment-on-a-draft-is = Mein Kommentar zu einem Entwurf ist beantwortet
word-name = Name
word-never = Nie
word-new-password = Neues Passwort
word-news = Neuigkeiten
word-next = Als Nächstes
word-no = Nein
word-not-due = Nicht fällig
word-noted = Vermerkt
word-off = Aus
word-onboarding = Onboarding
word-once-a-week = Einmal pro Woche
word-over-90-days = Über 90 Tage
word-paid-from-credit = Aus Guthaben bezahlt
word-passkey-added = Passkey hinzugefügt
word-passkey-removed = Passkey entfernt
word-passkey-renamed = Passkey umbenannt
word-password = Passwort
word-password-and-a-code = Passwort und ein Code
word-password-and-the-certificate-of = Passwort und das Zertifikat des Geräts
word-password-changed-your-other-sessions-have = Passwort geändert. Ihre anderen Sitzungen sind beendet.
word-paused = Ruht
word-payment = Zahlung
word-pdf-and-office-documents-pictures = PDF- und Office-Dokumente, Bilder, Filme, Ton, Texte, Entwürfe, Schriften und Archive wie ZIP. Alles andere kann in einem ZIP-Archiv kommen.
word-pdf-and-office-documents-scripts = PDF- und Office-Dokumente, Bilder, Filme, Ton, Texte, Entwürfe, Schriften und Archive wie ZIP. Was beim Öffnen ausgeführt wird, kann in einem ZIP-Archiv kommen.
word-phone = Telefon
word-pinned = Angeheftet
word-planned = Geplant
word-planned-maintenance = Geplante Wartung
word-posted = Gesendet
word-progress-of-my-project = Fortschritt meines Projekts
word-progress-report = Fortschrittsbericht
word-prove-that-it-is-you = Bitte weisen Sie sich aus
word-quotes = Angebote
word-reason = Grund
word-refund = Erstattung
word-reports = Berichte
word-request-sent = Anfrage gesendet
word-requests = Anfragen
word-role-client = Kunde
word-role-client-admin = Kundenverwaltung
word-role-client-admin-may = Das ganze Portal des Unternehmens und wer daraus Zugang hat
word-role-client-billing = Rechnungen
word-role-client-billing-may = Rechnungen, Zahlungen, Retainer und Angebote zum Lesen; weder Projekte noch Anfragen oder Dateien
word-role-client-may = Die Personen eines Kunden: ihr eigenes Unternehmen im Portal
word-role-client-requester = Anfragen
word-role-client-requester-may = Projekte, Anfragen und Dateien; keine Angebote, Verträge oder Rechnungen
word-sa = Sa
word-saturdays = samstags
word-saved = Gespeichert
word-saved-your-pages-are-shown-as = Gespeichert. Ihre Seiten werden wie gewählt angezeigt.
word-saving-is-not-possible-right-now = Speichern ist zurzeit nicht möglich
word-session-ended = Sitzung beendet
word-sign-in-first = Bitte melden Sie sich an
word-sign-in-from-a-new-device = Anmeldung von einem neuen Gerät und Änderungen meiner Zugänge
word-signature = Unterschrift
word-signed-and-sealed = Unterschrieben und versiegelt
word-small-updates-under-way = Kleine Anpassungen laufen
word-somebody-else-saved-this-meanwhile = Jemand anderes hat dies inzwischen gespeichert
word-somebody-names-me = Jemand erwähnt mich
word-something-broke-on-our-side = Bei uns ist etwas schiefgegangen
word-something-needs-mending = Bitte korrigieren Sie Ihre Angaben
word-something-of-my-project-waits-for = Etwas wartet auf meine Freigabe
word-su = So
word-subject = Betreff
word-sundays = sonntags
word-support = Hilfe
word-taken-away = Entfernt
word-th = Do
word-thank-you = Vielen Dank
word-thank-you-your-team-is-told = Vielen Dank. Ihr Team wird informiert
word-that-cant-be-done-now = Das geht jetzt nicht
word-the-device-takes-no-pushed-messages = Das Gerät erhält keine Push-Nachrichten mehr
word-the-rules-of-your-tier-change = die Regeln für Ihre Anmeldung ändern sich
word-the-team-writes-to-us = Das Team schreibt uns
word-there-is-nothing-here = Hier ist nichts
word-they-have-access-again = Der Zugang besteht wieder
word-they-have-no-access-any-more = Der Zugang ist entzogen
word-this-door-is-closed-to-you = Dieser Bereich ist für Sie nicht zugänglich
word-this-is-too-large = Das ist zu groß
word-this-was-done-already = Das wurde bereits erledigt
word-thursdays = donnerstags
word-time-zone = Zeitzone
word-to-keep-an-eye-on = Im Blick zu behalten
word-too-many-at-once = Zu viele auf einmal
word-too-many-forms-were-sent-from = Aus Ihrem Netz wurden in dieser Minute zu viele Formulare gesendet
word-too-much-was-sent-from-your = Aus Ihrem Netz wurde in dieser Minute zu viel gesendet
word-transfer = Überweisung
word-tu = Di
word-tuesdays = dienstags
word-unpinned = Nicht mehr angeheftet
word-waiting-for-you = Wartet auf Sie
word-waits-for-signatures = Wartet auf Unterschriften
word-waits-for-you = Wartet auf Sie
word-warning-to-everybody = Warnung an alle
word-we = Mi
word-we-answer-a-request = Wir beantworten eine Anfrage
word-we-approve-it = Wir geben es frei
word-we-need-something-from-you = Wir brauchen etwas von Ihnen
word-we-want-changes = Wir wünschen Änderungen
word-wednesdays = mittwochs
word-weekly-report = Wochenbericht
word-what-it-is-about = Worum es geht
word-what-they-do = Aufgabe
word-what-they-may-do = Berechtigungen
word-what-we-need-from-you = Was wir von Ihnen brauchen
word-with-us = Bei uns
word-withdrawn = Zurückgezogen
word-withdrawn-2 = zurückgezogen
word-words = Text
word-words-of-theirs = Eigener Text
word-yes = Ja
word-you-are-among-those-who-sign = Sie gehören zu den Unterzeichnenden
word-you-are-named-in-it-or = Sie werden darin erwähnt
word-you-are-one-of-the-clients = Sie gehören zum Kunden
word-you-asked-for-changes = Sie haben Änderungen gewünscht
word-you-asked-for-too-many-pages = Sie haben in dieser Minute zu viele Seiten aufgerufen
word-you-searched-too-often-this-minute = Sie haben in dieser Minute zu oft gesucht
word-you-sent-too-many-files-this = Sie haben in dieser Minute zu viele Dateien gesendet
word-you-sent-too-much-this-minute = Sie haben in dieser Minute zu viel gesendet
word-you-wrote-the-comment = Sie haben den Kommentar geschrieben
word-your-answer = Ihre Antwort
word-your-e-mail = Ihre E-Mail-Adresse
word-your-full-name = Ihr vollständiger Name
word-your-name = Ihr Name
word-your-password-is-saved-sign-in = Ihr Passwort ist gespeichert. Bitte melden Sie sich an.
word-your-request-waits-for-it = Ihre Anfrage wartet darauf
word-your-signature = Ihre Unterschrift
word-your-signature-is-asked-for = Ihre Unterschrift wird erbeten
