<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ClimateCard</name>
    <message>
        <source>Battery low</source>
        <translation>Batterie schwach</translation>
    </message>
</context>
<context>
    <name>ClimatePage</name>
    <message>
        <source>Climate</source>
        <translation>Klima</translation>
    </message>
    <message>
        <source>No climate sensors yet</source>
        <translation>Noch keine Klimasensoren</translation>
    </message>
    <message>
        <source>As soon as a sensor reports a temperature, its room appears here.</source>
        <translation>Sobald ein Sensor eine Temperatur meldet, erscheint sein Raum hier.</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>MQTT</source>
        <translation>MQTT</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>the keyring of this desktop</source>
        <translation>Schlüsselbund dieser Sitzung</translation>
    </message>
    <message>
        <source>the file {}</source>
        <translation>Datei {}</translation>
    </message>
    <message>
        <source>Set it, or have it synchronised (timedatectl); ages are not to be relied on until then.</source>
        <translation>Die Uhr stellen oder synchronisieren lassen (timedatectl); bis dahin ist auf Altersangaben kein Verlass.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is behind, by {} or more: the newest stored reading is of {}.</source>
        <translation>Die Uhr dieses Geräts geht nach, um {} oder mehr: Der neueste gespeicherte Messwert ist von {}.</translation>
    </message>
    <message>
        <source>{} is {} behind, or what it sends is that old.</source>
        <translation>{} geht {} nach, oder was davon kommt, ist so alt.</translation>
    </message>
    <message>
        <source>Set the clock of the machine that reads the meter.</source>
        <translation>Die Uhr des Geräts stellen, das den Zähler ausliest.</translation>
    </message>
    <message>
        <source>{} is {} ahead of this machine&apos;s.</source>
        <translation>{} geht gegenüber diesem Gerät {} vor.</translation>
    </message>
    <message>
        <source>One of both is wrong; its readings are shown as they come, and not stored.</source>
        <translation>Eine von beiden geht falsch; die Messwerte werden angezeigt, wie sie kommen, und nicht gespeichert.</translation>
    </message>
    <message>
        <source>{} is {} ahead.</source>
        <translation>{} geht {} vor.</translation>
    </message>
    <message>
        <source>Set it; what it stamps ahead is shown as it comes, and not stored.</source>
        <translation>Die Uhr stellen; was einen Zeitpunkt in der Zukunft trägt, wird angezeigt und nicht gespeichert.</translation>
    </message>
    <message>
        <source>The local history cannot be opened.</source>
        <translation>Der lokale Verlauf lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <source>See the problems listed.</source>
        <translation>Siehe die Liste der Probleme.</translation>
    </message>
    <message>
        <source>The USB stick is gone.</source>
        <translation>Der USB-Stick ist weg.</translation>
    </message>
    <message>
        <source>Plug it in again.</source>
        <translation>Den Stick wieder einstecken.</translation>
    </message>
    <message>
        <source>The USB stick could not be written: {}.</source>
        <translation>Auf den USB-Stick konnte nicht geschrieben werden: {}.</translation>
    </message>
    <message>
        <source>Try another stick.</source>
        <translation>Einen anderen Stick versuchen.</translation>
    </message>
    <message>
        <source>Another export is under way.</source>
        <translation>Ein anderer Export läuft.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it.</source>
        <translation>Das Ende abwarten oder ihn abbrechen.</translation>
    </message>
    <message>
        <source>No service to fetch from is set up.</source>
        <translation>Es ist kein Dienst eingerichtet, von dem geholt werden kann.</translation>
    </message>
    <message>
        <source>This account may read nothing of this home.</source>
        <translation>Dieses Konto darf von diesem Haus nichts lesen.</translation>
    </message>
    <message>
        <source>Up to date after {} requests.</source>
        <translation>Aktuell nach {} Anfragen.</translation>
    </message>
    <message>
        <source>The meter &quot;{}&quot; is silent, while &quot;{}&quot; is heard: nothing is recorded.</source>
        <translation>Der Zähler „{}“ schweigt, während „{}“ zu hören ist: Nichts wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>Check the meter, or name the one that is yours: meter under [home].</source>
        <translation>Den Zähler prüfen oder den eigenen angeben: meter unter [home].</translation>
    </message>
    <message>
        <source>Two meters are heard: &quot;{}&quot; is followed, &quot;{}&quot; is not stored.</source>
        <translation>Zwei Zähler sind zu hören: „{}“ wird verfolgt, „{}“ nicht gespeichert.</translation>
    </message>
    <message>
        <source>If that is the wrong one: meter = &quot;{}&quot; under [home].</source>
        <translation>Wenn das der falsche ist: meter = &quot;{}&quot; unter [home].</translation>
    </message>
    <message>
        <source>Say which is yours: price_area = &quot;{}&quot; under [home].</source>
        <translation>Das eigene Preisgebiet angeben: price_area = &quot;{}&quot; unter [home].</translation>
    </message>
    <message>
        <source>There are no prices of {}, only of {}.</source>
        <translation>Es gibt keine Preise für {}, nur für {}.</translation>
    </message>
    <message>
        <source>There are prices of {} areas: {}. None is shown until yours is known.</source>
        <translation>Es gibt Preise für {} Gebiete: {}. Keiner wird gezeigt, bis das eigene bekannt ist.</translation>
    </message>
    <message>
        <source>There are {} places already; further ones are left out.</source>
        <translation>Es gibt schon {} Orte; weitere werden ausgelassen.</translation>
    </message>
    <message>
        <source>Look at what sends so many names for places.</source>
        <translation>Nachsehen, was so viele Ortsnamen sendet.</translation>
    </message>
    <message>
        <source>This is no address of a home.</source>
        <translation>Das ist nicht die Adresse eines Hauses.</translation>
    </message>
    <message>
        <source>Write it like https://home.example.org.</source>
        <translation>Sie sieht so aus: https://home.example.org.</translation>
    </message>
    <message>
        <source>No {} come in.</source>
        <translation>Es kommen keine {} an.</translation>
    </message>
    <message>
        <source>The services are reached: look at what measures it, and at what passes it on.</source>
        <translation>Die Dienste sind erreichbar: nachsehen, was misst und was weiterleitet.</translation>
    </message>
    <message>
        <source>There is nowhere to fetch from.</source>
        <translation>Es gibt nichts, wovon geholt werden kann.</translation>
    </message>
    <message>
        <source>Readings are refused: {}</source>
        <translation>Messwerte werden abgelehnt: {}</translation>
    </message>
    <message>
        <source>Look at what measures it, or at the service that passes it on.</source>
        <translation>Nachsehen, was misst, oder beim Dienst, der weiterleitet.</translation>
    </message>
    <message>
        <source>{} readings could not be written.</source>
        <translation>{} Messwerte konnten nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk with the history does not answer.</source>
        <translation>Das Laufwerk mit dem Verlauf antwortet nicht.</translation>
    </message>
    <message>
        <source>What is measured is kept in memory. Check the disk.</source>
        <translation>Was gemessen wird, bleibt im Speicher. Das Laufwerk prüfen.</translation>
    </message>
    <message>
        <source>Only readings as they are can be written from there.</source>
        <translation>Von dort lassen sich nur einzelne Messwerte schreiben.</translation>
    </message>
    <message>
        <source>The export was cancelled.</source>
        <translation>Der Export wurde abgebrochen.</translation>
    </message>
    <message>
        <source>{} exists already.</source>
        <translation>{} gibt es schon.</translation>
    </message>
    <message>
        <source>Name another file, or remove this one first.</source>
        <translation>Eine andere Datei angeben oder diese zuerst entfernen.</translation>
    </message>
    <message>
        <source>{} cannot be {}: {}.</source>
        <translation>{} kann nicht {} werden: {}.</translation>
    </message>
    <message>
        <source>Check the folder, its rights and the space left.</source>
        <translation>Den Ordner, seine Rechte und den freien Platz prüfen.</translation>
    </message>
    <message>
        <source>{} is a folder.</source>
        <translation>{} ist ein Ordner.</translation>
    </message>
    <message>
        <source>Name a file in it.</source>
        <translation>Eine Datei darin angeben.</translation>
    </message>
    <message>
        <source>keeper is &quot;keyring&quot;, and there is none to use: {}</source>
        <translation>keeper ist &quot;keyring&quot;, und es ist keiner benutzbar: {}</translation>
    </message>
    <message>
        <source>Start a key service (gnome-keyring, KWallet) in this session, or set keeper = &quot;file&quot;.</source>
        <translation>Einen Schlüsseldienst (gnome-keyring, KWallet) in dieser Sitzung starten oder keeper = &quot;file&quot; setzen.</translation>
    </message>
    <message>
        <source>Give it the {} and nothing else.</source>
        <translation>Sie darf {} enthalten und sonst nichts.</translation>
    </message>
    <message>
        <source>There is no keeper &quot;{}&quot;.</source>
        <translation>Es gibt keinen keeper &quot;{}&quot;.</translation>
    </message>
    <message>
        <source>Set &quot;auto&quot;, &quot;keyring&quot; or &quot;file&quot;.</source>
        <translation>&quot;auto&quot;, &quot;keyring&quot; oder &quot;file&quot; setzen.</translation>
    </message>
    <message>
        <source>{} belongs to another user.</source>
        <translation>{} gehört einem anderen Benutzer.</translation>
    </message>
    <message>
        <source>Run this as that user, or remove the file and sign in again.</source>
        <translation>Das Programm als dieser Benutzer starten oder die Datei entfernen und neu anmelden.</translation>
    </message>
    <message>
        <source>Others than its owner may use {}, which holds a secret.</source>
        <translation>Nicht nur der Besitzer darf {} benutzen; darin steht ein Geheimnis.</translation>
    </message>
    <message>
        <source>Type: chmod 600 &apos;{}&apos;</source>
        <translation>Eingeben: chmod 600 &apos;{}&apos;</translation>
    </message>
    <message>
        <source>A secret of more than {} bytes is not kept.</source>
        <translation>Ein Geheimnis von mehr als {} Byte wird nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>{} is no plain file.</source>
        <translation>{} ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>Remove it: secrets are kept in a file of their own.</source>
        <translation>Sie entfernen: Geheimnisse haben eine eigene Datei.</translation>
    </message>
    <message>
        <source>Write the address that the provider calls its issuer, such as https://auth.example.org.</source>
        <translation>Die Adresse angeben, die der Anbieter seinen Issuer nennt, etwa https://auth.example.org.</translation>
    </message>
    <message>
        <source>{} answers, but no sign-in provider is at this address ({}).</source>
        <translation>{} antwortet, aber unter dieser Adresse ist kein Anmeldedienst ({}).</translation>
    </message>
    <message>
        <source>{} answers with a web page, and is no sign-in provider at this address.</source>
        <translation>{} antwortet mit einer Webseite und ist unter dieser Adresse kein Anmeldedienst.</translation>
    </message>
    <message>
        <source>The keyring of this desktop stays locked ({}).</source>
        <translation>Der Schlüsselbund dieser Sitzung bleibt gesperrt ({}).</translation>
    </message>
    <message>
        <source>Unlock it, or set keeper = &quot;file&quot; in [identity].</source>
        <translation>Ihn entsperren oder keeper = &quot;file&quot; in [identity] setzen.</translation>
    </message>
    <message>
        <source>The keyring of this desktop cannot be used ({}).</source>
        <translation>Der Schlüsselbund dieser Sitzung ist nicht benutzbar ({}).</translation>
    </message>
    <message>
        <source>Set keeper = &quot;file&quot; in [identity] where there is none.</source>
        <translation>Wo es keinen gibt, keeper = &quot;file&quot; in [identity] setzen.</translation>
    </message>
    <message>
        <source>The session has ended.</source>
        <translation>Die Sitzung ist beendet.</translation>
    </message>
    <message>
        <source>Nobody is signed in.</source>
        <translation>Niemand ist angemeldet.</translation>
    </message>
    <message>
        <source>Sign in on the dashboard, or with &quot;hearthctl login&quot;.</source>
        <translation>Am Display anmelden oder mit „hearthctl login“.</translation>
    </message>
    <message>
        <source>Set the clock: &quot;timedatectl set-ntp true&quot; lets it follow the network&apos;s.</source>
        <translation>Die Uhr stellen: Mit „timedatectl set-ntp true“ folgt sie der des Netzes.</translation>
    </message>
    <message>
        <source>Is [identity] issuer right, and the provider well?</source>
        <translation>Stimmt [identity] issuer, und geht es dem Anbieter gut?</translation>
    </message>
    <message>
        <source>The provider does not show everybody how to sign in with it.</source>
        <translation>Der Anbieter zeigt nicht jedem, wie man sich bei ihm anmeldet.</translation>
    </message>
    <message>
        <source>This provider does not let one sign in on another device.</source>
        <translation>Dieser Anbieter erlaubt keine Anmeldung auf einem anderen Gerät.</translation>
    </message>
    <message>
        <source>Sign in with the browser, or allow the device code grant at the provider.</source>
        <translation>Im Browser anmelden oder beim Anbieter Gerätecodes (device code grant) erlauben.</translation>
    </message>
    <message>
        <source>This provider tells nothing of people.</source>
        <translation>Dieser Anbieter sagt nichts über Personen.</translation>
    </message>
    <message>
        <source>Others than its owner can write into {}, where the sign-in is kept.</source>
        <translation>Nicht nur der Besitzer kann in {} schreiben, wo die Anmeldung liegt.</translation>
    </message>
    <message>
        <source>Type: chmod go-w &apos;{}&apos;</source>
        <translation>Eingeben: chmod go-w &apos;{}&apos;</translation>
    </message>
    <message>
        <source>Signed out here, but the provider could not be told.</source>
        <translation>Hier abgemeldet, aber dem Anbieter konnte es nicht gesagt werden.</translation>
    </message>
    <message>
        <source>End the session at the provider, too.</source>
        <translation>Die Sitzung auch beim Anbieter beenden.</translation>
    </message>
    <message>
        <source>{} cannot be used: {}.</source>
        <translation>{} ist nicht benutzbar: {}.</translation>
    </message>
    <message>
        <source>Check the rights of its folder: programs that share a session meet there.</source>
        <translation>Die Rechte des Ordners prüfen: Dort treffen sich Programme, die eine Sitzung teilen.</translation>
    </message>
    <message>
        <source>What was kept of the sign-in cannot be read.</source>
        <translation>Die gespeicherte Anmeldung ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>Neu anmelden.</translation>
    </message>
    <message>
        <source>The provider refuses to renew the session; it is asked again before that is taken for its end.</source>
        <translation>Der Anbieter weigert sich, die Sitzung zu erneuern; er wird noch einmal gefragt, bevor sie als beendet gilt.</translation>
    </message>
    <message>
        <source>Sign in again, or look into the provider&apos;s log.</source>
        <translation>Neu anmelden oder im Protokoll des Anbieters nachsehen.</translation>
    </message>
    <message>
        <source>The session has ended: the provider gave no refresh token.</source>
        <translation>Die Sitzung ist beendet: Der Anbieter gab kein Refresh-Token.</translation>
    </message>
    <message>
        <source>Allow the client the scope offline_access, and sign in again.</source>
        <translation>Dem Client den Scope offline_access erlauben und neu anmelden.</translation>
    </message>
    <message>
        <source>The renewed sign-in could not be stored: {}</source>
        <translation>Die erneuerte Anmeldung konnte nicht gespeichert werden: {}</translation>
    </message>
    <message>
        <source> The provider says: {}{}</source>
        <translation> Der Anbieter sagt: {}{}</translation>
    </message>
    <message>
        <source>The sign-in was refused.</source>
        <translation>Die Anmeldung wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Sign in as somebody who may, or say yes.</source>
        <translation>Als jemand anmelden, der darf, oder zustimmen.</translation>
    </message>
    <message>
        <source>The session has ended at the provider.</source>
        <translation>Die Sitzung ist beim Anbieter beendet.</translation>
    </message>
    <message>
        <source>The provider does not know this program as it is set up, or does not allow it this.</source>
        <translation>Der Anbieter kennt dieses Programm so nicht oder erlaubt ihm das nicht.</translation>
    </message>
    <message>
        <source>Check [identity] client_id and the client&apos;s grants at the provider.</source>
        <translation>[identity] client_id und die Rechte des Clients beim Anbieter prüfen.</translation>
    </message>
    <message>
        <source>The provider does not know one of the scopes that were asked for.</source>
        <translation>Der Anbieter kennt einen der verlangten Scopes nicht.</translation>
    </message>
    <message>
        <source>Define them at the provider, or set [identity] scopes.</source>
        <translation>Sie beim Anbieter anlegen oder [identity] scopes setzen.</translation>
    </message>
    <message>
        <source>The provider has trouble.</source>
        <translation>Der Anbieter hat Probleme.</translation>
    </message>
    <message>
        <source>Try again in a while.</source>
        <translation>Später noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The provider refused, and did not say why.</source>
        <translation>Der Anbieter hat abgelehnt und nicht gesagt, warum.</translation>
    </message>
    <message>
        <source>The provider refused ({}).</source>
        <translation>Der Anbieter hat abgelehnt ({}).</translation>
    </message>
    <message>
        <source>Look into the provider&apos;s log.</source>
        <translation>Im Protokoll des Anbieters nachsehen.</translation>
    </message>
    <message>
        <source>The provider did not say who signed in (no ID token).</source>
        <translation>Der Anbieter hat nicht gesagt, wer sich angemeldet hat (kein ID-Token).</translation>
    </message>
    <message>
        <source>Is this an OpenID Connect provider, and may the client ask for the scope openid?</source>
        <translation>Ist es ein OpenID-Connect-Anbieter, und darf der Client den Scope openid verlangen?</translation>
    </message>
    <message>
        <source>The answer in the browser came from another provider.</source>
        <translation>Die Antwort im Browser kam von einem anderen Anbieter.</translation>
    </message>
    <message>
        <source>Begin again; do not sign in to other sites meanwhile.</source>
        <translation>Neu beginnen und sich währenddessen nirgends sonst anmelden.</translation>
    </message>
    <message>
        <source>The answer in the browser held no code.</source>
        <translation>Die Antwort im Browser enthielt keinen Code.</translation>
    </message>
    <message>
        <source>Begin again.</source>
        <translation>Neu beginnen.</translation>
    </message>
    <message>
        <source>Nobody finished the sign-in in the browser within ten minutes.</source>
        <translation>Niemand hat die Anmeldung im Browser binnen zehn Minuten beendet.</translation>
    </message>
    <message>
        <source>You can close this window; Hearthboard goes on.</source>
        <translation>Dieses Fenster kann geschlossen werden; Hearthboard macht weiter.</translation>
    </message>
    <message>
        <source>There is no access token.</source>
        <translation>Es gibt kein Zugriffstoken.</translation>
    </message>
    <message>
        <source>Set HEARTHBOARD_ACCESS_TOKEN, or identity.token_file in the configuration.</source>
        <translation>HEARTHBOARD_ACCESS_TOKEN setzen oder identity.token_file in der Konfiguration.</translation>
    </message>
    <message>
        <source>The access token was refused.</source>
        <translation>Das Zugriffstoken wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Set HEARTHBOARD_ACCESS_TOKEN to a valid one and start again.</source>
        <translation>HEARTHBOARD_ACCESS_TOKEN auf ein gültiges setzen und neu starten.</translation>
    </message>
    <message>
        <source>The access token in {} was refused.</source>
        <translation>Das Zugriffstoken in {} wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Put a valid one into the file.</source>
        <translation>Ein gültiges in die Datei legen.</translation>
    </message>
    <message>
        <source>&quot;{}&quot; is no web address.</source>
        <translation>„{}“ ist keine Webadresse.</translation>
    </message>
    <message>
        <source>Give it as https://host/path.</source>
        <translation>Sie sieht so aus: https://host/path.</translation>
    </message>
    <message>
        <source>The service refused the request as malformed (400).</source>
        <translation>Der Dienst hat die Anfrage als fehlerhaft abgelehnt (400).</translation>
    </message>
    <message>
        <source>The service did not take the access token (401).</source>
        <translation>Der Dienst hat das Zugriffstoken nicht angenommen (401).</translation>
    </message>
    <message>
        <source>The access token does not permit this (403).</source>
        <translation>Das Zugriffstoken erlaubt das nicht (403).</translation>
    </message>
    <message>
        <source>Sign in as a user who may read it, or ask for the scope.</source>
        <translation>Als jemand anmelden, der es lesen darf, oder den Scope verlangen.</translation>
    </message>
    <message>
        <source>The service has nothing there (404).</source>
        <translation>Der Dienst hat dort nichts (404).</translation>
    </message>
    <message>
        <source>The service gave up waiting (408).</source>
        <translation>Der Dienst hat nicht länger gewartet (408).</translation>
    </message>
    <message>
        <source>The service asks for fewer requests (429).</source>
        <translation>Der Dienst verlangt weniger Anfragen (429).</translation>
    </message>
    <message>
        <source>The service gave an unexpected answer ({}).</source>
        <translation>Der Dienst gab eine unerwartete Antwort ({}).</translation>
    </message>
    <message>
        <source>{} sends its callers elsewhere.</source>
        <translation>{} schickt an eine andere Adresse weiter.</translation>
    </message>
    <message>
        <source>Set the address where the service really is; the token is not taken to another one.</source>
        <translation>Die Adresse angeben, wo der Dienst wirklich ist; das Token wird zu keiner anderen mitgenommen.</translation>
    </message>
    <message>
        <source>{} closed the connection amid its answer.</source>
        <translation>{} hat die Verbindung mitten in der Antwort geschlossen.</translation>
    </message>
    <message>
        <source>The answers under way are larger than {} bytes together.</source>
        <translation>Die laufenden Antworten sind zusammen größer als {} Byte.</translation>
    </message>
    <message>
        <source>The answer is larger than {} bytes.</source>
        <translation>Die Antwort ist größer als {} Byte.</translation>
    </message>
    <message>
        <source>Ask for less at a time.</source>
        <translation>Weniger auf einmal verlangen.</translation>
    </message>
    <message>
        <source>The network has changed.</source>
        <translation>Das Netzwerk hat sich geändert.</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>Es kam nicht rechtzeitig eine Antwort.</translation>
    </message>
    <message>
        <source>The answer is none of HTTP.</source>
        <translation>Die Antwort ist kein HTTP.</translation>
    </message>
    <message>
        <source>The answer is too large.</source>
        <translation>Die Antwort ist zu groß.</translation>
    </message>
    <message>
        <source>The answer sends its caller elsewhere.</source>
        <translation>Die Antwort verweist anderswohin.</translation>
    </message>
    <message>
        <source>There are too many redirects.</source>
        <translation>Es sind zu viele Weiterleitungen.</translation>
    </message>
    <message>
        <source>The machine has slept.</source>
        <translation>Das Gerät hat geschlafen.</translation>
    </message>
    <message>
        <source>{} refuses the connection.</source>
        <translation>{} lehnt die Verbindung ab.</translation>
    </message>
    <message>
        <source>Is the service running there, and is the port right?</source>
        <translation>Läuft der Dienst dort, und stimmt der Port?</translation>
    </message>
    <message>
        <source>There is no host {} here.</source>
        <translation>Einen Rechner {} gibt es hier nicht.</translation>
    </message>
    <message>
        <source>Check its spelling and this machine&apos;s network, or write its address in numbers.</source>
        <translation>Die Schreibweise und das Netzwerk prüfen oder die Adresse in Ziffern schreiben.</translation>
    </message>
    <message>
        <source>{} cannot be reached from here.</source>
        <translation>{} ist von hier nicht erreichbar.</translation>
    </message>
    <message>
        <source>Is this machine in the home&apos;s network?</source>
        <translation>Ist dieses Gerät im Netzwerk des Hauses?</translation>
    </message>
    <message>
        <source>{} does not answer.</source>
        <translation>{} antwortet nicht.</translation>
    </message>
    <message>
        <source>Is it switched on, and does a firewall keep the port shut?</source>
        <translation>Ist es eingeschaltet, und hält eine Firewall den Port zu?</translation>
    </message>
    <message>
        <source>What listens at {} gives no answer that a web server gives.</source>
        <translation>Was unter {} lauscht, antwortet nicht wie ein Webserver.</translation>
    </message>
    <message>
        <source>Is the port right?</source>
        <translation>Stimmt der Port?</translation>
    </message>
    <message>
        <source>No secure connection to {} could be agreed on.</source>
        <translation>Mit {} kam keine sichere Verbindung zustande.</translation>
    </message>
    <message>
        <source>It speaks an old TLS that is not safe any more, or none: ask who runs it.</source>
        <translation>Dort wird ein altes, unsicheres TLS gesprochen oder keines: den Betreiber fragen.</translation>
    </message>
    <message>
        <source>The proxy of this machine does not lead to {}.</source>
        <translation>Der Proxy dieses Geräts führt nicht zu {}.</translation>
    </message>
    <message>
        <source>Look at http_proxy, https_proxy and no_proxy, or at the proxy settings of this desktop.</source>
        <translation>http_proxy, https_proxy und no_proxy prüfen oder die Proxy-Einstellungen dieser Sitzung.</translation>
    </message>
    <message>
        <source>No connection to {} can be opened: this program, or the whole machine, has too many files open.</source>
        <translation>Zu {} lässt sich keine Verbindung öffnen: Dieses Programm oder das ganze Gerät hat zu viele Dateien offen.</translation>
    </message>
    <message>
        <source>Allow it more of them (LimitNOFILE= of its unit, &quot;ulimit -n&quot; in a shell), then start it anew.</source>
        <translation>Mehr erlauben (LimitNOFILE= seiner Unit, „ulimit -n“ in einer Shell) und neu starten.</translation>
    </message>
    <message>
        <source>Is this the address of the home&apos;s services? Their port or path may be another.</source>
        <translation>Ist das die Adresse der Dienste des Hauses? Port oder Pfad können andere sein.</translation>
    </message>
    <message>
        <source>{} is a home.</source>
        <translation>{} ist ein Haus.</translation>
    </message>
    <message>
        <source>{} is a home, and wants somebody to sign in.</source>
        <translation>{} ist ein Haus und verlangt eine Anmeldung.</translation>
    </message>
    <message>
        <source>{} is a web server, but no home: it answers with a page.</source>
        <translation>{} ist ein Webserver, aber kein Haus: Er antwortet mit einer Seite.</translation>
    </message>
    <message>
        <source>{} answers, but not as a home does.</source>
        <translation>{} antwortet, aber nicht wie ein Haus.</translation>
    </message>
    <message>
        <source>{} is a web server, but has no home at this address ({}).</source>
        <translation>{} ist ein Webserver, hat aber unter dieser Adresse kein Haus ({}).</translation>
    </message>
    <message>
        <source>{} asks for a user name and a password of its own: a router or another program, no home.</source>
        <translation>{} verlangt einen eigenen Benutzernamen und ein Passwort: ein Router oder ein anderes Programm, kein Haus.</translation>
    </message>
    <message>
        <source>The service at {} has trouble ({}).</source>
        <translation>Der Dienst unter {} hat Probleme ({}).</translation>
    </message>
    <message>
        <source>Look at its log, then try again.</source>
        <translation>In seinem Protokoll nachsehen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{} answers, but the service behind it does not ({}).</source>
        <translation>{} antwortet, aber nicht der Dienst dahinter ({}).</translation>
    </message>
    <message>
        <source>Try again in a minute, or look whether the service runs.</source>
        <translation>In einer Minute noch einmal versuchen oder nachsehen, ob der Dienst läuft.</translation>
    </message>
    <message>
        <source>{} sends its callers to {}.</source>
        <translation>{} schickt weiter zu {}.</translation>
    </message>
    <message>
        <source>Use that address.</source>
        <translation>Diese Adresse verwenden.</translation>
    </message>
    <message>
        <source>{} is no home: it sends its callers to {}. Some networks do so until somebody has signed in to them.</source>
        <translation>{} ist kein Haus: Es schickt weiter zu {}. Manche Netzwerke tun das, bis sich jemand bei ihnen angemeldet hat.</translation>
    </message>
    <message>
        <source>Open any page in a browser of this machine, and see whether the network asks for something.</source>
        <translation>In einem Browser dieses Geräts eine Seite öffnen und sehen, ob das Netzwerk etwas verlangt.</translation>
    </message>
    <message>
        <source>{} answers as no home does ({}).</source>
        <translation>{} antwortet wie kein Haus ({}).</translation>
    </message>
    <message>
        <source>Ask who runs the home for the certificate of its authority, and add it to those that this machine trusts.</source>
        <translation>Den Betreiber um das Zertifikat seiner Zertifizierungsstelle bitten und es zu den vertrauten dieses Geräts hinzufügen.</translation>
    </message>
    <message>
        <source>Look at this machine&apos;s clock.</source>
        <translation>Die Uhr dieses Geräts prüfen.</translation>
    </message>
    <message>
        <source>Have it renewed; unless it is this machine&apos;s clock that is wrong.</source>
        <translation>Es erneuern lassen; es sei denn, die Uhr dieses Geräts geht falsch.</translation>
    </message>
    <message>
        <source>Ask who runs the home for a new one.</source>
        <translation>Den Betreiber um ein neues bitten.</translation>
    </message>
    <message>
        <source>Write the name that stands in it.</source>
        <translation>Den Namen schreiben, der darin steht.</translation>
    </message>
    <message>
        <source>The certificate of {} {}.</source>
        <translation>Das Zertifikat von {} {}.</translation>
    </message>
    <message>
        <source>The live service drops its connections soon after it has accepted them.</source>
        <translation>Der Live-Dienst beendet seine Verbindungen, kurz nachdem er sie angenommen hat.</translation>
    </message>
    <message>
        <source>The live service has gone silent.</source>
        <translation>Der Live-Dienst ist verstummt.</translation>
    </message>
    <message>
        <source>The live service closed the connection.</source>
        <translation>Der Live-Dienst hat die Verbindung geschlossen.</translation>
    </message>
    <message>
        <source>The live service sends far more than readings; it was hung up on.</source>
        <translation>Der Live-Dienst sendet weit mehr als Messwerte; die Verbindung wurde getrennt.</translation>
    </message>
    <message>
        <source>The live service says: {}</source>
        <translation>Der Live-Dienst sagt: {}</translation>
    </message>
    <message>
        <source>Nothing that the live service sends can be read: {}</source>
        <translation>Nichts von dem, was der Live-Dienst sendet, ist lesbar: {}</translation>
    </message>
    <message>
        <source>The live service answered {} instead of opening a stream.</source>
        <translation>Der Live-Dienst antwortete {}, statt einen Strom zu öffnen.</translation>
    </message>
    <message>
        <source>The access token does not permit live readings (403).</source>
        <translation>Das Zugriffstoken erlaubt keine Live-Messwerte (403).</translation>
    </message>
    <message>
        <source>The live service did not take the access token (401).</source>
        <translation>Der Live-Dienst hat das Zugriffstoken nicht angenommen (401).</translation>
    </message>
    <message>
        <source>The live service keeps its connections again.</source>
        <translation>Der Live-Dienst hält seine Verbindungen wieder.</translation>
    </message>
    <message>
        <source>Is this the address of the home&apos;s API?</source>
        <translation>Ist das die Adresse der API des Hauses?</translation>
    </message>
    <message>
        <source>{} sends its callers to a sign-in at {}, the access token notwithstanding.</source>
        <translation>{} schickt trotz Zugriffstoken zu einer Anmeldung unter {} weiter.</translation>
    </message>
    <message>
        <source>Does it take the tokens of the sign-in service that is set up?</source>
        <translation>Nimmt es die Token des eingerichteten Anmeldedienstes an?</translation>
    </message>
    <message>
        <source>{} speaks plain http, not https.</source>
        <translation>{} spricht unverschlüsseltes http, nicht https.</translation>
    </message>
    <message>
        <source>{} speaks https, not plain http.</source>
        <translation>{} spricht https, nicht unverschlüsseltes http.</translation>
    </message>
    <message>
        <source>Use {}.</source>
        <translation>{} verwenden.</translation>
    </message>
    <message>
        <source>The home is at {}: {} is too much.</source>
        <translation>Das Haus ist unter {}: {} ist zu viel.</translation>
    </message>
    <message>
        <source>In a terminal: hearthctl config set mqtt.url {}; hearthctl config set mqtt.user NAME; hearthctl secret set mqtt. Then start anew.</source>
        <translation>In einem Terminal: hearthctl config set mqtt.url {}; hearthctl config set mqtt.user NAME; hearthctl secret set mqtt. Dann neu starten.</translation>
    </message>
    <message>
        <source>Write it like mqtts://broker.example.</source>
        <translation>Sie sieht so aus: mqtts://broker.example.</translation>
    </message>
    <message>
        <source>{} does not let us read &quot;{}&quot;.</source>
        <translation>{} lässt uns „{}“ nicht lesen.</translation>
    </message>
    <message>
        <source>Allow it at the broker, or leave it out of [mqtt] topics.</source>
        <translation>Es beim Broker erlauben oder aus [mqtt] topics streichen.</translation>
    </message>
    <message>
        <source>No host is called {}.</source>
        <translation>Kein Rechner heißt {}.</translation>
    </message>
    <message>
        <source>Look at how it is written, and at the network.</source>
        <translation>Die Schreibweise und das Netzwerk prüfen.</translation>
    </message>
    <message>
        <source>{} does not speak TLS with us.</source>
        <translation>{} spricht mit uns kein TLS.</translation>
    </message>
    <message>
        <source>Look at the port: mqtts is on 8883 where nothing else was chosen.</source>
        <translation>Den Port prüfen: mqtts ist auf 8883, wo nichts anderes gewählt wurde.</translation>
    </message>
    <message>
        <source>{} closes the connection before it lets us in.</source>
        <translation>{} schließt die Verbindung, bevor es uns einlässt.</translation>
    </message>
    <message>
        <source>Look whether the broker asks for a certificate of ours.</source>
        <translation>Nachsehen, ob der Broker ein Zertifikat von uns verlangt.</translation>
    </message>
    <message>
        <source>Look whether it is an MQTT broker, and whether it wants mqtts.</source>
        <translation>Nachsehen, ob es ein MQTT-Broker ist und ob er mqtts verlangt.</translation>
    </message>
    <message>
        <source>{} closed the connection.</source>
        <translation>{} hat die Verbindung geschlossen.</translation>
    </message>
    <message>
        <source>{} has gone silent.</source>
        <translation>{} ist verstummt.</translation>
    </message>
    <message>
        <source>{} does not speak MQTT.</source>
        <translation>{} spricht kein MQTT.</translation>
    </message>
    <message>
        <source>Look at the port.</source>
        <translation>Den Port prüfen.</translation>
    </message>
    <message>
        <source>The certificates were renewed.</source>
        <translation>Die Zertifikate wurden erneuert.</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>Beenden wurde verlangt.</translation>
    </message>
    <message>
        <source>No MQTT broker is configured.</source>
        <translation>Es ist kein MQTT-Broker eingerichtet.</translation>
    </message>
    <message>
        <source>Set [mqtt] url.</source>
        <translation>[mqtt] url setzen.</translation>
    </message>
    <message>
        <source>The broker says more than can be read.</source>
        <translation>Der Broker sendet mehr, als sich lesen lässt.</translation>
    </message>
    <message>
        <source>Name fewer topics under [mqtt].</source>
        <translation>Weniger Topics unter [mqtt] angeben.</translation>
    </message>
    <message>
        <source>Nothing listens at {}.</source>
        <translation>Unter {} lauscht nichts.</translation>
    </message>
    <message>
        <source>Look whether the broker runs, and at the port.</source>
        <translation>Nachsehen, ob der Broker läuft, und den Port prüfen.</translation>
    </message>
    <message>
        <source>There is no way to {}.</source>
        <translation>Es gibt keinen Weg zu {}.</translation>
    </message>
    <message>
        <source>Look at the network.</source>
        <translation>Das Netzwerk prüfen.</translation>
    </message>
    <message>
        <source>{} refuses the user name or the password.</source>
        <translation>{} lehnt den Benutzernamen oder das Passwort ab.</translation>
    </message>
    <message>
        <source>Set [mqtt] user, and its password with &quot;hearthctl secret set mqtt&quot;.</source>
        <translation>[mqtt] user setzen und das Passwort mit „hearthctl secret set mqtt“.</translation>
    </message>
    <message>
        <source>{} lets nobody in without a user name.</source>
        <translation>{} lässt niemanden ohne Benutzernamen ein.</translation>
    </message>
    <message>
        <source>{} does not let {} in.</source>
        <translation>{} lässt {} nicht ein.</translation>
    </message>
    <message>
        <source>Set [mqtt] user, and its password with &quot;hearthctl secret set mqtt&quot;; or allow it at the broker.</source>
        <translation>[mqtt] user setzen und das Passwort mit „hearthctl secret set mqtt“; oder es beim Broker erlauben.</translation>
    </message>
    <message>
        <source>{} is not ready for us.</source>
        <translation>{} ist noch nicht bereit.</translation>
    </message>
    <message>
        <source>{} does not let us in: {}.</source>
        <translation>{} lässt uns nicht ein: {}.</translation>
    </message>
    <message>
        <source>{} asks for a password, and there is none.</source>
        <translation>{} verlangt ein Passwort, und es gibt keines.</translation>
    </message>
    <message>
        <source>Set it with &quot;hearthctl secret set replica&quot;, in ~/.pgpass, or in [replica] password_file.</source>
        <translation>Es mit „hearthctl secret set replica“, in ~/.pgpass oder in [replica] password_file angeben.</translation>
    </message>
    <message>
        <source>None of the database&apos;s hosts is of the kind that is asked for.</source>
        <translation>Keiner der Hosts der Datenbank ist von der verlangten Art.</translation>
    </message>
    <message>
        <source>Correct target_session_attrs in [replica] dsn: prefer-standby takes any.</source>
        <translation>target_session_attrs in [replica] dsn berichtigen: prefer-standby nimmt jeden.</translation>
    </message>
    <message>
        <source>It is tried again by itself.</source>
        <translation>Es wird von selbst noch einmal versucht.</translation>
    </message>
    <message>
        <source>{} cancelled the read, for it stood in the way of replication.</source>
        <translation>{} hat das Lesen abgebrochen, weil es der Replikation im Weg stand.</translation>
    </message>
    <message>
        <source>It is tried again in smaller parts; hot_standby_feedback or a longer max_standby_streaming_delay avoid it.</source>
        <translation>Es wird in kleineren Teilen noch einmal versucht; hot_standby_feedback oder ein längeres max_standby_streaming_delay vermeiden es.</translation>
    </message>
    <message>
        <source>{} took longer than a read may, and cancelled it.</source>
        <translation>{} brauchte länger, als ein Lesen dauern darf, und brach es ab.</translation>
    </message>
    <message>
        <source>Where this is always so, an index on time is missing, or the server is too busy.</source>
        <translation>Ist das immer so, fehlt ein Index auf die Zeit, oder der Server ist überlastet.</translation>
    </message>
    <message>
        <source>{} is being shut down or has ended the connection.</source>
        <translation>{} wird heruntergefahren oder hat die Verbindung beendet.</translation>
    </message>
    <message>
        <source>{} ended all connections after a crash of its own.</source>
        <translation>{} hat nach einem eigenen Absturz alle Verbindungen beendet.</translation>
    </message>
    <message>
        <source>{} is starting up or in recovery, and takes no connections yet.</source>
        <translation>{} startet oder stellt sich wieder her und nimmt noch keine Verbindungen an.</translation>
    </message>
    <message>
        <source>{} ended the connection because it was idle.</source>
        <translation>{} hat die Verbindung beendet, weil sie untätig war.</translation>
    </message>
    <message>
        <source>{} ended the connection because a transaction was idle.</source>
        <translation>{} hat die Verbindung beendet, weil eine Transaktion untätig war.</translation>
    </message>
    <message>
        <source>{} allows no writing in a transaction that only reads.</source>
        <translation>{} erlaubt kein Schreiben in einer Transaktion, die nur liest.</translation>
    </message>
    <message>
        <source>A view or function of yours writes: give the role one that does not.</source>
        <translation>Eine eigene Sicht oder Funktion schreibt: der Rolle eine geben, die es nicht tut.</translation>
    </message>
    <message>
        <source>{} refuses the password.</source>
        <translation>{} lehnt das Passwort ab.</translation>
    </message>
    <message>
        <source>Set it anew with &quot;hearthctl secret set replica&quot;, in ~/.pgpass, or in [replica] password_file.</source>
        <translation>Es neu angeben mit „hearthctl secret set replica“, in ~/.pgpass oder in [replica] password_file.</translation>
    </message>
    <message>
        <source>{} does not let this role in.</source>
        <translation>{} lässt diese Rolle nicht ein.</translation>
    </message>
    <message>
        <source>Check the role&apos;s name, and that the server&apos;s pg_hba.conf has a line for it and this machine.</source>
        <translation>Den Namen der Rolle prüfen und ob pg_hba.conf des Servers eine Zeile für sie und dieses Gerät hat.</translation>
    </message>
    <message>
        <source>{} has no database of this name.</source>
        <translation>{} hat keine Datenbank dieses Namens.</translation>
    </message>
    <message>
        <source>Correct dbname in [replica] dsn.</source>
        <translation>dbname in [replica] dsn berichtigen.</translation>
    </message>
    <message>
        <source>{} does not let this role read a table.</source>
        <translation>{} lässt diese Rolle eine Tabelle nicht lesen.</translation>
    </message>
    <message>
        <source>GRANT SELECT on it to the role; &quot;hearthctl doctor&quot; has the statement.</source>
        <translation>Der Rolle GRANT SELECT darauf geben; „hearthctl doctor“ hat die Anweisung.</translation>
    </message>
    <message>
        <source>{} has no table of this name any more.</source>
        <translation>{} hat keine Tabelle dieses Namens mehr.</translation>
    </message>
    <message>
        <source>Run &quot;hearthctl doctor&quot;.</source>
        <translation>„hearthctl doctor“ ausführen.</translation>
    </message>
    <message>
        <source>{} does not understand what was asked of it.</source>
        <translation>{} versteht nicht, was gefragt wurde.</translation>
    </message>
    <message>
        <source>Run &quot;hearthctl doctor&quot;, which says what it lacks.</source>
        <translation>„hearthctl doctor“ ausführen: Es sagt, was fehlt.</translation>
    </message>
    <message>
        <source>{} has no connection left.</source>
        <translation>{} hat keine Verbindung mehr frei.</translation>
    </message>
    <message>
        <source>It is tried again by itself; where this lasts, raise max_connections or the role&apos;s limit.</source>
        <translation>Es wird von selbst noch einmal versucht; hält es an, max_connections oder die Grenze der Rolle erhöhen.</translation>
    </message>
    <message>
        <source>{} is short of memory or disk.</source>
        <translation>{} hat zu wenig Speicher oder Plattenplatz.</translation>
    </message>
    <message>
        <source>{} refuses how we connect.</source>
        <translation>{} lehnt unsere Art der Verbindung ab.</translation>
    </message>
    <message>
        <source>A pooler that knows none of application_name and client_encoding must be told to ignore them.</source>
        <translation>Einem Pooler, der application_name und client_encoding nicht kennt, muss gesagt werden, dass er sie übergeht.</translation>
    </message>
    <message>
        <source>The connection to {} was lost.</source>
        <translation>Die Verbindung zu {} ging verloren.</translation>
    </message>
    <message>
        <source>{} has trouble with its disk.</source>
        <translation>{} hat Probleme mit der Platte.</translation>
    </message>
    <message>
        <source>See the server&apos;s log.</source>
        <translation>Im Protokoll des Servers nachsehen.</translation>
    </message>
    <message>
        <source>{} met an error of its own.</source>
        <translation>{} hatte einen eigenen Fehler.</translation>
    </message>
    <message>
        <source>{} answers with an error. (SQLSTATE {})</source>
        <translation>{} antwortet mit einem Fehler. (SQLSTATE {})</translation>
    </message>
    <message>
        <source>The name {} cannot be resolved.</source>
        <translation>Der Name {} lässt sich nicht auflösen.</translation>
    </message>
    <message>
        <source>Check the host in [replica] dsn, and the network.</source>
        <translation>Den Host in [replica] dsn und das Netzwerk prüfen.</translation>
    </message>
    <message>
        <source>{} cannot be reached.</source>
        <translation>{} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check that the database runs, its port, and the firewall between.</source>
        <translation>Prüfen, ob die Datenbank läuft, ihren Port und die Firewall dazwischen.</translation>
    </message>
    <message>
        <source>{} does not prove who it is, or offers no TLS.</source>
        <translation>{} weist sich nicht aus oder bietet kein TLS.</translation>
    </message>
    <message>
        <source>Its certificate must be for this very name, and by an authority that sslrootcert names.</source>
        <translation>Das Zertifikat muss für genau diesen Namen sein und von einer Stelle, die sslrootcert nennt.</translation>
    </message>
    <message>
        <source>Signing in at {} did not succeed.</source>
        <translation>Die Anmeldung bei {} ist nicht gelungen.</translation>
    </message>
    <message>
        <source>Check role and password: &quot;hearthctl doctor&quot; says what was used.</source>
        <translation>Rolle und Passwort prüfen: „hearthctl doctor“ sagt, was verwendet wurde.</translation>
    </message>
    <message>
        <source>The credential {} is no password.</source>
        <translation>Der Zugang {} ist kein Passwort.</translation>
    </message>
    <message>
        <source>Give it one line, and nothing else.</source>
        <translation>Ihm eine Zeile geben und sonst nichts.</translation>
    </message>
    <message>
        <source>This is no password.</source>
        <translation>Das ist kein Passwort.</translation>
    </message>
    <message>
        <source>It is one line of 1 to 1000 bytes.</source>
        <translation>Es ist eine Zeile von 1 bis 1000 Byte.</translation>
    </message>
    <message>
        <source>The cache of past details was damaged, and is begun anew.</source>
        <translation>Der Zwischenspeicher älterer Einzelheiten war beschädigt und wird neu begonnen.</translation>
    </message>
    <message>
        <source>These details are more than the cache may hold.</source>
        <translation>Diese Einzelheiten sind mehr, als der Zwischenspeicher fasst.</translation>
    </message>
    <message>
        <source>Raise [history] cache_mb.</source>
        <translation>[history] cache_mb erhöhen.</translation>
    </message>
    <message>
        <source>The cache of past details cannot be used: {}.</source>
        <translation>Der Zwischenspeicher älterer Einzelheiten ist nicht benutzbar: {}.</translation>
    </message>
    <message>
        <source>Check the disk and the rights on the file.</source>
        <translation>Das Laufwerk und die Rechte der Datei prüfen.</translation>
    </message>
    <message>
        <source>The history is open for reading only.</source>
        <translation>Der Verlauf ist nur zum Lesen geöffnet.</translation>
    </message>
    <message>
        <source>The history is not there, and so has no cache.</source>
        <translation>Den Verlauf gibt es nicht, und so auch keinen Zwischenspeicher.</translation>
    </message>
    <message>
        <source>{} keeps the cache of past details.</source>
        <translation>{} führt den Zwischenspeicher älterer Einzelheiten.</translation>
    </message>
    <message>
        <source>One program at a time writes it; others read it.</source>
        <translation>Ein Programm schreibt ihn; andere lesen ihn.</translation>
    </message>
    <message>
        <source>The cache of past details is damaged.</source>
        <translation>Der Zwischenspeicher älterer Einzelheiten ist beschädigt.</translation>
    </message>
    <message>
        <source>Only whole UTC days that are over can be cached.</source>
        <translation>Nur ganze, vergangene UTC-Tage lassen sich zwischenspeichern.</translation>
    </message>
    <message>
        <source>This history has no cache of past details.</source>
        <translation>Dieser Verlauf hat keinen Zwischenspeicher älterer Einzelheiten.</translation>
    </message>
    <message>
        <source>Set [history] cache_mb.</source>
        <translation>[history] cache_mb setzen.</translation>
    </message>
    <message>
        <source>The history cannot be written ({})</source>
        <translation>Der Verlauf lässt sich nicht schreiben ({})</translation>
    </message>
    <message>
        <source>{} records into the history, which therefore stays.</source>
        <translation>{} zeichnet in den Verlauf auf, der deshalb bleibt.</translation>
    </message>
    <message>
        <source>End that program, then forget the home again.</source>
        <translation>Dieses Programm beenden, dann das Haus noch einmal vergessen.</translation>
    </message>
    <message>
        <source>{} cannot be deleted: {}.</source>
        <translation>{} lässt sich nicht löschen: {}.</translation>
    </message>
    <message>
        <source>Check the rights of its folder.</source>
        <translation>Die Rechte des Ordners prüfen.</translation>
    </message>
    <message>
        <source>A channel of another dataset was asked for.</source>
        <translation>Ein Kanal eines anderen Datensatzes wurde verlangt.</translation>
    </message>
    <message>
        <source>The history file {}; a new one has been begun.</source>
        <translation>Die Verlaufsdatei {}; eine neue wurde begonnen.</translation>
    </message>
    <message>
        <source>The old one is kept as {}.</source>
        <translation>Die alte bleibt als {} erhalten.</translation>
    </message>
    <message>
        <source>{} blocks of it, and {} readings of its last hour, could be read and were taken over.</source>
        <translation>{} Blöcke daraus und {} Messwerte der letzten Stunde waren lesbar und wurden übernommen.</translation>
    </message>
    <message>
        <source>The history file {}.</source>
        <translation>Die Verlaufsdatei {}.</translation>
    </message>
    <message>
        <source>The history is of an older version.</source>
        <translation>Der Verlauf ist von einer älteren Version.</translation>
    </message>
    <message>
        <source>Start the program that records once; it brings the file up to date.</source>
        <translation>Das aufzeichnende Programm einmal starten; es bringt die Datei auf den neuen Stand.</translation>
    </message>
    <message>
        <source>The history cannot be made.</source>
        <translation>Der Verlauf lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>Check the rights on its folder.</source>
        <translation>Die Rechte des Ordners prüfen.</translation>
    </message>
    <message>
        <source>There is no history yet.</source>
        <translation>Es gibt noch keinen Verlauf.</translation>
    </message>
    <message>
        <source>Record or sync some first.</source>
        <translation>Zuerst etwas aufzeichnen oder abgleichen.</translation>
    </message>
    <message>
        <source>Too many readings wait to be written; further ones are refused.</source>
        <translation>Zu viele Messwerte warten aufs Schreiben; weitere werden abgelehnt.</translation>
    </message>
    <message>
        <source>Check that the disk takes writes.</source>
        <translation>Prüfen, ob sich auf das Laufwerk schreiben lässt.</translation>
    </message>
    <message>
        <source>Block {} of the history is damaged; its readings are left out.</source>
        <translation>Block {} des Verlaufs ist beschädigt; seine Messwerte fehlen.</translation>
    </message>
    <message>
        <source>The rest is not affected; the block is kept apart in the file.</source>
        <translation>Der Rest ist nicht betroffen; der Block liegt in der Datei beiseite.</translation>
    </message>
    <message>
        <source>The history cannot be used: {}.</source>
        <translation>Der Verlauf ist nicht benutzbar: {}.</translation>
    </message>
    <message>
        <source>Another program records into this history.</source>
        <translation>Ein anderes Programm zeichnet in diesen Verlauf auf.</translation>
    </message>
    <message>
        <source>The clock says {}, the newest readings are of {}: nothing is deleted from the history.</source>
        <translation>Die Uhr zeigt {}, die neuesten Messwerte sind von {}: Aus dem Verlauf wird nichts gelöscht.</translation>
    </message>
    <message>
        <source>Where the clock is wrong, set it; where nothing was recorded lately, there is nothing to do.</source>
        <translation>Geht die Uhr falsch, sie stellen; wurde lange nichts aufgezeichnet, ist nichts zu tun.</translation>
    </message>
    <message>
        <source>The history cannot be set aside: {}.</source>
        <translation>Der Verlauf lässt sich nicht beiseitelegen: {}.</translation>
    </message>
    <message>
        <source>Move the file away by hand.</source>
        <translation>Die Datei von Hand wegräumen.</translation>
    </message>
    <message>
        <source>The folder for the history cannot be made: {}.</source>
        <translation>Der Ordner für den Verlauf lässt sich nicht anlegen: {}.</translation>
    </message>
    <message>
        <source>Set [history] path to a folder you may write to.</source>
        <translation>[history] path auf einen beschreibbaren Ordner setzen.</translation>
    </message>
    <message>
        <source>The disk with the history has gone: recording pauses.</source>
        <translation>Das Laufwerk mit dem Verlauf ist weg: Die Aufzeichnung pausiert.</translation>
    </message>
    <message>
        <source>Put it back; what is measured meanwhile is kept in memory and written then.</source>
        <translation>Es wieder anschließen; was inzwischen gemessen wird, bleibt im Speicher und wird dann geschrieben.</translation>
    </message>
    <message>
        <source>The history file was deleted while it was in use.</source>
        <translation>Die Verlaufsdatei wurde gelöscht, während sie in Gebrauch war.</translation>
    </message>
    <message>
        <source>A new one is begun with what is in memory.</source>
        <translation>Eine neue wird mit dem begonnen, was im Speicher ist.</translation>
    </message>
    <message>
        <source>Another history file stands in the place of the one that was in use.</source>
        <translation>An der Stelle der benutzten Verlaufsdatei liegt eine andere.</translation>
    </message>
    <message>
        <source>Recording goes on in that one.</source>
        <translation>Die Aufzeichnung geht in dieser weiter.</translation>
    </message>
    <message>
        <source>The history reached its size limit: the oldest details were dropped.</source>
        <translation>Der Verlauf hat seine Größengrenze erreicht: Die ältesten Einzelheiten wurden gelöscht.</translation>
    </message>
    <message>
        <source>Raise [history] max_mb, or lower raw_days.</source>
        <translation>[history] max_mb erhöhen oder raw_days senken.</translation>
    </message>
    <message>
        <source>energy data</source>
        <translation>Energiedaten</translation>
    </message>
    <message>
        <source>heat pump data</source>
        <translation>Wärmepumpendaten</translation>
    </message>
    <message>
        <source>climate data</source>
        <translation>Klimadaten</translation>
    </message>
    <message>
        <source>prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>{} minutes</source>
        <translation>{} Minuten</translation>
    </message>
    <message>
        <source>{} hours</source>
        <translation>{} Stunden</translation>
    </message>
    <message>
        <source>{} days</source>
        <translation>{} Tage</translation>
    </message>
    <message>
        <source>{} minute</source>
        <translation>{} Minute</translation>
    </message>
    <message>
        <source>{} years</source>
        <translation>{} Jahre</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} behind the services&apos;.</source>
        <translation>Die Uhr dieses Geräts geht gegenüber den Diensten {} nach.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} ahead of the services&apos;.</source>
        <translation>Die Uhr dieses Geräts geht gegenüber den Diensten {} vor.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} ahead of the sign-in service&apos;s.</source>
        <translation>Die Uhr dieses Geräts geht gegenüber dem Anmeldedienst {} vor.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} behind the sign-in service&apos;s.</source>
        <translation>Die Uhr dieses Geräts geht gegenüber dem Anmeldedienst {} nach.</translation>
    </message>
</context>
<context>
    <name>EnergyFigures</name>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
</context>
<context>
    <name>EnergyPage</name>
    <message>
        <source>Power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>24 hours · mean, lowest to highest</source>
        <translation>24 Stunden · Mittel, Minimum bis Maximum</translation>
    </message>
    <message>
        <source>Energy by the hour</source>
        <translation>Energie pro Stunde</translation>
    </message>
    <message>
        <source>%1 kWh %2</source>
        <comment>how much, and of which time: in 24 hours, since 22:07</comment>
        <translation>%1 kWh %2</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>On %1</source>
        <translation>Auf %1</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>In %1</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>minutes</comment>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours</comment>
        <translation>%1 h</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <comment>with few letters</comment>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>a date, as QLocale::toString() takes it</comment>
        <translation>dddd, d. MMMM</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a weekday in short, and a time</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>a date, as QLocale::toString() takes it</comment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>age unknown</source>
        <translation>Alter unbekannt</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <comment>seconds</comment>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <comment>minutes</comment>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <comment>hours</comment>
        <translation>vor %1 h</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>of %1 known</source>
        <comment>a duration</comment>
        <translation>von %1 bekannt</translation>
    </message>
    <message>
        <source>since %1</source>
        <comment>a time, or a day</comment>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>cent/kWh</source>
        <comment>hundredths of a euro</comment>
        <translation>ct/kWh</translation>
    </message>
    <message>
        <source>per kWh</source>
        <translation>pro kWh</translation>
    </message>
</context>
<context>
    <name>HeatPumpCard</name>
    <message>
        <source>Heat pump</source>
        <translation>Wärmepumpe</translation>
    </message>
</context>
<context>
    <name>HeatPumpPage</name>
    <message>
        <source>Heat pump</source>
        <translation>Wärmepumpe</translation>
    </message>
    <message>
        <source>No heat pump here</source>
        <translation>Keine Wärmepumpe</translation>
    </message>
    <message>
        <source>Nothing has been heard of a heat pump in this home. As soon as one reports, it appears.</source>
        <translation>In diesem Haus hat sich noch keine Wärmepumpe gemeldet. Sobald eine Werte liefert, erscheint sie hier.</translation>
    </message>
    <message>
        <source>When it ran</source>
        <translation>Laufzeiten</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Heat pump</source>
        <translation>Wärmepumpe</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>Klima</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Phasen</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>The pages</source>
        <translation>Die Seiten</translation>
    </message>
    <message>
        <source>To the next, and press it</source>
        <translation>Zum nächsten Element, und auslösen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>The whole screen, or a window</source>
        <translation>Vollbild oder Fenster</translation>
    </message>
    <message>
        <source>Close what lies above</source>
        <translation>Schließen, was darüberliegt</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>Diese Tasten</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Connect to your home</source>
        <translation>Mit dem Haus verbinden</translation>
    </message>
    <message>
        <source>Without encryption?</source>
        <translation>Ohne Verschlüsselung?</translation>
    </message>
    <message>
        <source>Where to sign in</source>
        <translation>Wo angemeldet wird</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Home</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Heat pump</source>
        <translation>Heizung</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>Klima</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Dienste</translation>
    </message>
</context>
<context>
    <name>PowerCard</name>
    <message>
        <source>Power now</source>
        <translation>Leistung jetzt</translation>
    </message>
    <message>
        <source>Exporting %1 %2</source>
        <translation>Speist %1 %2 ein</translation>
    </message>
</context>
<context>
    <name>PriceCard</name>
    <message>
        <source>Price now</source>
        <translation>Strompreis jetzt</translation>
    </message>
    <message>
        <source>No prices yet</source>
        <translation>Noch keine Preise</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>This display</source>
        <translation>Dieses Display</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
</context>
<context>
    <name>SetupAddress</name>
    <message>
        <source>Address of the home, its database or its broker</source>
        <translation>Adresse des Hauses, seiner Datenbank oder seines Brokers</translation>
    </message>
    <message>
        <source>Address of the home</source>
        <translation>Adresse des Hauses</translation>
    </message>
    <message>
        <source>Or write the file by hand:
%1</source>
        <translation>Oder die Datei von Hand schreiben:
%1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Use that address</source>
        <translation>Diese Adresse verwenden</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Welcome to Hearthboard</source>
        <translation>Willkommen bei Hearthboard</translation>
    </message>
    <message>
        <source>Connect to your home</source>
        <translation>Mit dem Haus verbinden</translation>
    </message>
    <message>
        <source>Look around</source>
        <translation>Umsehen</translation>
    </message>
    <message>
        <source>The demo home is a whole house, simulated on this machine: its meter, its heat pump, six sensors and the price of power.</source>
        <translation>Das Demohaus ist ein ganzes Haus, auf diesem Gerät simuliert: Stromzähler, Wärmepumpe, sechs Sensoren und der Strompreis.</translation>
    </message>
    <message>
        <source>See the demo home</source>
        <translation>Demohaus ansehen</translation>
    </message>
</context>
<context>
    <name>SetupPlainHttp</name>
    <message>
        <source>Speak to %1 without encryption?</source>
        <translation>Mit %1 ohne Verschlüsselung sprechen?</translation>
    </message>
    <message>
        <source>The address begins with http://. Whoever is on the way can read what your home says, and take over your sign-in. In a network that is yours alone you may want that; elsewhere use https.</source>
        <translation>Die Adresse beginnt mit http://. Wer auf dem Weg sitzt, kann mitlesen, was das Haus sagt, und die Anmeldung übernehmen. In einem Netz, das Ihnen allein gehört, mag das recht sein; sonst https verwenden.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Use plain http</source>
        <translation>Unverschlüsseltes http verwenden</translation>
    </message>
</context>
<context>
    <name>SetupProvider</name>
    <message>
        <source>Sign in at %1?</source>
        <translation>Bei %1 anmelden?</translation>
    </message>
    <message>
        <source>This home wants somebody to sign in</source>
        <translation>Dieses Haus verlangt eine Anmeldung</translation>
    </message>
    <message>
        <source>Your home sends its callers there. Go on if that is the name that you sign in at.</source>
        <translation>Das Haus schickt seine Besucher dorthin. Weiter, wenn das der Name ist, bei dem Sie sich anmelden.</translation>
    </message>
    <message>
        <source>Where is its sign-in provider? Its address is called the issuer.</source>
        <translation>Wo ist der Anmeldedienst? Seine Adresse heißt Issuer.</translation>
    </message>
    <message>
        <source>Address of the sign-in provider</source>
        <translation>Adresse des Anmeldedienstes</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Somewhere else</source>
        <translation>Woanders</translation>
    </message>
    <message>
        <source>Sign in there</source>
        <translation>Dort anmelden</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>Sheets</name>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 to %2 of %3</source>
        <translation>%1 bis %2 von %3</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>SignInBrowser</name>
    <message>
        <source>No browser came up</source>
        <translation>Es hat sich kein Browser geöffnet</translation>
    </message>
    <message>
        <source>Go on in the browser</source>
        <translation>Im Browser weitermachen</translation>
    </message>
    <message>
        <source>Open this address in a browser of this machine:</source>
        <translation>Diese Adresse in einem Browser dieses Geräts öffnen:</translation>
    </message>
    <message>
        <source>It has opened this address. As soon as you have signed in there, this page closes.</source>
        <translation>Er hat diese Adresse geöffnet. Sobald Sie dort angemeldet sind, schließt sich diese Seite.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
</context>
<context>
    <name>SignInCode</name>
    <message>
        <source>A QR code that leads to %1</source>
        <translation>Ein QR-Code, der zu %1 führt</translation>
    </message>
</context>
<context>
    <name>SignInCodeWords</name>
    <message>
        <source>Scan the code with your phone, or open</source>
        <translation>Den Code mit dem Telefon scannen oder öffnen:</translation>
    </message>
    <message>
        <source>Open on your phone or computer</source>
        <translation>Auf Telefon oder Computer öffnen:</translation>
    </message>
    <message>
        <source>and enter</source>
        <translation>und eingeben:</translation>
    </message>
    <message>
        <source>Good for %1. A new code comes by itself.</source>
        <translation>Gültig für %1. Ein neuer Code kommt von selbst.</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Use the browser here</source>
        <translation>Den Browser hier verwenden</translation>
    </message>
    <message>
        <source>Use another device instead</source>
        <translation>Stattdessen ein anderes Gerät verwenden</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Open the browser</source>
        <translation>Browser öffnen</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Erneut öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>Mit dem Browser anmelden</translation>
    </message>
</context>
<context>
    <name>SignInWords</name>
    <message>
        <source>Asking for a code…</source>
        <translation>Code wird angefordert…</translation>
    </message>
    <message>
        <source>Asking the sign-in service…</source>
        <translation>Anmeldedienst wird gefragt…</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Nobody has signed in.</source>
        <translation>Niemand hat sich angemeldet.</translation>
    </message>
    <message>
        <source>Sign in to see live values</source>
        <translation>Anmelden, um aktuelle Werte zu sehen</translation>
    </message>
    <message>
        <source>What is known stays in sight, and it is tried again by itself.</source>
        <translation>Was bekannt ist, bleibt sichtbar, und es wird von selbst erneut versucht.</translation>
    </message>
    <message>
        <source>The history on this machine stays as it is.</source>
        <translation>Der Verlauf auf diesem Gerät bleibt, wie er ist.</translation>
    </message>
</context>
<context>
    <name>StateBand</name>
    <message>
        <source>No data</source>
        <translation>Keine Daten</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Demo home</source>
        <translation>Demohaus</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
</context>
<context>
    <name>UserMenu</name>
    <message>
        <source>Sign out of this dashboard?</source>
        <translation>Von dieser Anzeige abmelden?</translation>
    </message>
    <message>
        <source>Sign out and forget this home?</source>
        <translation>Abmelden und dieses Haus vergessen?</translation>
    </message>
    <message>
        <source>Forget this home?</source>
        <translation>Dieses Haus vergessen?</translation>
    </message>
    <message>
        <source>%1 records the history of this home. End that program first.</source>
        <translation>%1 zeichnet den Verlauf dieses Hauses auf. Beenden Sie zuerst dieses Programm.</translation>
    </message>
    <message>
        <source>The history on this machine is deleted, and cannot be brought back. The home&apos;s address stays: after the next sign-in, recording begins anew.</source>
        <translation>Der Verlauf auf diesem Gerät wird gelöscht und kommt nicht wieder. Die Adresse des Hauses bleibt: nach der nächsten Anmeldung beginnt die Aufzeichnung neu.</translation>
    </message>
    <message>
        <source>Live values end. The history on this machine stays.</source>
        <translation>Aktuelle Werte enden. Der Verlauf auf diesem Gerät bleibt.</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>Aufbewahrt in: %1</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Sign out and forget this home</source>
        <translation>Abmelden und dieses Haus vergessen</translation>
    </message>
    <message>
        <source>Forget this home</source>
        <translation>Dieses Haus vergessen</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>hearth::ClimatePlace</name>
    <message>
        <source>Sensor</source>
        <translation>Sensor</translation>
    </message>
</context>
<context>
    <name>hearth::EnergyPageModel</name>
    <message>
        <source>Peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>in 24 hours</source>
        <translation>in 24 Stunden</translation>
    </message>
</context>
<context>
    <name>hearth::ExportModel</name>
    <message>
        <source>There is such a file already</source>
        <translation>Diese Datei gibt es schon</translation>
    </message>
    <message>
        <source>%1 would be replaced.</source>
        <translation>%1 würde ersetzt.</translation>
    </message>
    <message>
        <source>USB stick %1</source>
        <translation>USB-Stick %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>%1 wird geschrieben</translation>
    </message>
    <message>
        <source>Leave the USB stick in.</source>
        <translation>Den USB-Stick stecken lassen.</translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s)</source>
        <translation>
            <numerusform>%1 Zeile</numerusform>
            <numerusform>%1 Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is known of that time: there are headings only.</source>
        <translation>Aus dieser Zeit ist nichts bekannt: Die Datei enthält nur Überschriften.</translation>
    </message>
    <message>
        <source>The USB stick may be pulled out now.</source>
        <translation>Der USB-Stick kann jetzt abgezogen werden.</translation>
    </message>
    <message>
        <source>In %1.</source>
        <translation>In %1.</translation>
    </message>
    <message>
        <source>Saved: %1, %2</source>
        <translation>Gespeichert: %1, %2</translation>
    </message>
    <message>
        <source>Save the export as</source>
        <translation>Export speichern unter</translation>
    </message>
    <message>
        <source>Today, every reading</source>
        <translation>Heute, jeder Messwert</translation>
    </message>
    <message>
        <source>Last 30 days, hourly</source>
        <translation>Letzte 30 Tage, stündlich</translation>
    </message>
    <message>
        <source>This month, daily</source>
        <translation>Dieser Monat, täglich</translation>
    </message>
    <message>
        <source>Last year, daily</source>
        <translation>Letztes Jahr, täglich</translation>
    </message>
    <message>
        <source>Everything, hourly</source>
        <translation>Alles, stündlich</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Heat pump</source>
        <translation>Wärmepumpe</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>Klima</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Spreadsheet</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Plain CSV</source>
        <translation>Einfaches CSV</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Ortszeit</translation>
    </message>
    <message>
        <source>CSV with semicolons and decimal commas, for spreadsheets here.</source>
        <translation>CSV mit Semikolon und Dezimalkomma, für hiesige Tabellenprogramme.</translation>
    </message>
    <message>
        <source>CSV with commas and decimal points, for spreadsheets here.</source>
        <translation>CSV mit Komma und Dezimalpunkt, für hiesige Tabellenprogramme.</translation>
    </message>
    <message>
        <source>CSV with commas and decimal points, wherever it is opened.</source>
        <translation>CSV mit Komma und Dezimalpunkt, wo immer es geöffnet wird.</translation>
    </message>
    <message>
        <source>A JSON object a line, for programs.</source>
        <translation>Ein JSON-Objekt je Zeile, für Programme.</translation>
    </message>
</context>
<context>
    <name>hearth::HeatPumpLive</name>
    <message>
        <source>State unknown</source>
        <translation>Zustand unbekannt</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Bereitschaft</translation>
    </message>
    <message>
        <source>Heating</source>
        <translation>Heizt</translation>
    </message>
    <message>
        <source>Hot water</source>
        <translation>Warmwasser</translation>
    </message>
    <message>
        <source>Heating + auxiliary heat</source>
        <translation>Heizen + Zuheizer</translation>
    </message>
    <message>
        <source>Hot water + auxiliary heat</source>
        <translation>Warmwasser + Zuheizer</translation>
    </message>
    <message>
        <source>Auxiliary heat</source>
        <translation>Zuheizer</translation>
    </message>
    <message>
        <source>Outdoor</source>
        <translation>Außen</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>Vorlauf</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rücklauf</translation>
    </message>
    <message>
        <source>Brine in</source>
        <translation>Sole ein</translation>
    </message>
    <message>
        <source>Brine out</source>
        <translation>Sole aus</translation>
    </message>
</context>
<context>
    <name>hearth::HeatPumpPageModel</name>
    <message>
        <source>Compressor</source>
        <translation>Verdichter</translation>
    </message>
    <message>
        <source>Hot water</source>
        <translation>Warmwasser</translation>
    </message>
    <message>
        <source>Auxiliary</source>
        <translation>Zuheizer</translation>
    </message>
</context>
<context>
    <name>hearth::Permissions</name>
    <message>
        <source>energy data</source>
        <translation>Energiedaten</translation>
    </message>
    <message>
        <source>heat pump data</source>
        <translation>Wärmepumpendaten</translation>
    </message>
    <message>
        <source>climate data</source>
        <translation>Klimadaten</translation>
    </message>
    <message>
        <source>prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Your account may not read %1.</source>
        <comment>energy data</comment>
        <translation>Das Konto darf %1 nicht lesen.</translation>
    </message>
</context>
<context>
    <name>hearth::PowerLive</name>
    <message>
        <source>Power now</source>
        <translation>Leistung jetzt</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Einspeisung</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>Kosten heute</translation>
    </message>
    <message>
        <source>This hour</source>
        <translation>Diese Stunde</translation>
    </message>
    <message>
        <source>%1 + %2 fixed</source>
        <comment>kr, and the part of a fee that is the same each day</comment>
        <translation>%1 + %2 fix</translation>
    </message>
    <message>
        <source>without %1 kWh</source>
        <translation>ohne %1 kWh</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>geschätzt</translation>
    </message>
</context>
<context>
    <name>hearth::PriceLive</name>
    <message>
        <source>Price now</source>
        <translation>Strompreis jetzt</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>Morgen</translation>
    </message>
    <message>
        <source>Low %1 at %2</source>
        <translation>Tief %1 um %2</translation>
    </message>
    <message>
        <source>Low %1 at %2 tomorrow</source>
        <translation>Tief %1 morgen um %2</translation>
    </message>
    <message>
        <source>Low %1 · %2</source>
        <translation>Tief %1 · %2</translation>
    </message>
    <message>
        <source>High %1 at %2</source>
        <translation>Hoch %1 um %2</translation>
    </message>
    <message>
        <source>High %1 at %2 tomorrow</source>
        <translation>Hoch %1 morgen um %2</translation>
    </message>
    <message>
        <source>High %1 · %2</source>
        <translation>Hoch %1 · %2</translation>
    </message>
</context>
<context>
    <name>hearth::RunBand</name>
    <message numerus="yes">
        <source>%n start(s)</source>
        <comment>of a compressor</comment>
        <translation>
            <numerusform>%n Start</numerusform>
            <numerusform>%n Starts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::Session</name>
    <message>
        <source>Building your demo home…</source>
        <translation>Das Demohaus wird gebaut…</translation>
    </message>
    <message>
        <source>Forgetting this home…</source>
        <translation>Dieses Haus wird vergessen…</translation>
    </message>
</context>
<context>
    <name>hearth::SetupModel</name>
    <message>
        <source>This is no address.</source>
        <translation>Das ist keine Adresse.</translation>
    </message>
    <message>
        <source>Write it like https://home.example.org.</source>
        <translation>Sie sieht so aus: https://home.example.org.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 wird gefragt…</translation>
    </message>
    <message>
        <source>Write it like https://auth.example.org.</source>
        <translation>Sie sieht so aus: https://auth.example.org.</translation>
    </message>
    <message>
        <source>Asking the sign-in provider…</source>
        <translation>Der Anmeldedienst wird gefragt…</translation>
    </message>
    <message>
        <source>Writing the configuration…</source>
        <translation>Die Konfiguration wird geschrieben…</translation>
    </message>
</context>
<context>
    <name>hearth::SignInModel</name>
    <message>
        <source>To be renewed when the sign-in service is back</source>
        <translation>Wird erneuert, sobald der Anmeldedienst wieder da ist</translation>
    </message>
    <message>
        <source>Until %1, the sign-in service is unreachable</source>
        <translation>Bis %1, der Anmeldedienst ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Renewed by itself</source>
        <translation>Erneuert sich von selbst</translation>
    </message>
    <message>
        <source>Until %1, then renewed by itself</source>
        <translation>Bis %1, dann von selbst erneuert</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Somebody is signing in.</source>
        <translation>Jemand meldet sich an.</translation>
    </message>
    <message>
        <source>The sign-in has ended.</source>
        <translation>Die Anmeldung ist abgelaufen.</translation>
    </message>
    <message>
        <source>Nobody is signed in here.</source>
        <translation>Hier ist niemand angemeldet.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Sign in again</source>
        <translation>Neu anmelden</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign-in service unreachable since %1</source>
        <translation>Anmeldedienst nicht erreichbar seit %1</translation>
    </message>
</context>
<context>
    <name>hearth::StatusModel</name>
    <message>
        <source>Not used</source>
        <translation>Nicht verwendet</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>Neuer Versuch</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>Keine Verbindung</translation>
    </message>
    <message>
        <source>%1 min behind</source>
        <translation>%1 min zurück</translation>
    </message>
    <message>
        <source>%1 h behind</source>
        <translation>%1 h zurück</translation>
    </message>
    <message>
        <source>last heard %1</source>
        <translation>zuletzt gehört %1</translation>
    </message>
    <message>
        <source>%1: this account may not read it</source>
        <translation>%1: Dieses Konto darf sie nicht lesen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none since %1</source>
        <translation>keine seit %1</translation>
    </message>
    <message>
        <source>prices until %1</source>
        <translation>Preise bis %1</translation>
    </message>
    <message>
        <source>This device alone</source>
        <translation>Nur dieses Gerät</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Anmeldung läuft…</translation>
    </message>
    <message>
        <source>no energy data</source>
        <translation>keine Energiedaten</translation>
    </message>
    <message>
        <source>no heat pump data</source>
        <translation>keine Wärmepumpendaten</translation>
    </message>
    <message>
        <source>no climate data</source>
        <translation>keine Klimadaten</translation>
    </message>
    <message>
        <source>no prices</source>
        <translation>keine Preise</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>fetching history %1 %</source>
        <translation>Verlauf wird geholt: %1 %</translation>
    </message>
    <message>
        <source>fetching history</source>
        <translation>Verlauf wird geholt</translation>
    </message>
    <message>
        <source>Sign-in unreachable</source>
        <translation>Anmeldedienst nicht erreichbar</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet…</translation>
    </message>
    <message>
        <source>Partly: %1</source>
        <translation>Teilweise: %1</translation>
    </message>
    <message>
        <source>Partly live</source>
        <translation>Teilweise live</translation>
    </message>
    <message>
        <source>No readings since %1</source>
        <translation>Keine Messwerte seit %1</translation>
    </message>
    <message>
        <source>Connected, no readings since %1</source>
        <translation>Verbunden, keine Messwerte seit %1</translation>
    </message>
    <message>
        <source>No readings yet</source>
        <translation>Noch keine Messwerte</translation>
    </message>
    <message>
        <source>Connected, no readings yet</source>
        <translation>Verbunden, noch keine Messwerte</translation>
    </message>
    <message>
        <source>Not permitted</source>
        <translation>Nicht erlaubt</translation>
    </message>
    <message>
        <source>This account may read nothing</source>
        <translation>Dieses Konto darf nichts lesen</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>Aufbewahrt in: %1</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>Seit %1</translation>
    </message>
    <message>
        <source>Recorded by %1</source>
        <translation>Aufgezeichnet von %1</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Paused, kept in memory</source>
        <translation>Pausiert, bleibt im Speicher</translation>
    </message>
    <message>
        <source>This dashboard</source>
        <translation>Dieses Display</translation>
    </message>
    <message>
        <source>History from</source>
        <translation>Verlauf von</translation>
    </message>
    <message>
        <source>History since</source>
        <translation>Verlauf seit</translation>
    </message>
    <message>
        <source>Newest reading</source>
        <translation>Neuester Messwert</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>Größe auf der Platte</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>Readings refused</source>
        <translation>Abgelehnte Messwerte</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Account may not read</source>
        <translation>Konto darf nicht lesen</translation>
    </message>
</context>
<context>
    <name>hearth::TimeChartModel</name>
    <message>
        <source>Being fetched …</source>
        <translation>Wird geholt …</translation>
    </message>
    <message>
        <source>No data in these 24 hours</source>
        <translation>Keine Daten aus diesen 24 Stunden</translation>
    </message>
    <message>
        <source>What has these hours cannot be reached now</source>
        <translation>Was diese Stunden hat, ist gerade nicht erreichbar</translation>
    </message>
    <message>
        <source>Nobody keeps these hours: they are drawn from now on</source>
        <translation>Niemand bewahrt diese Stunden auf: Gezeichnet wird ab jetzt</translation>
    </message>
</context>
</TS>
