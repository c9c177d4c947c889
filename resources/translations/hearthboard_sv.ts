<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="sv" sourcelanguage="en">
<context>
    <name>ClimateCard</name>
    <message>
        <source>Battery low</source>
        <translation>Svagt batteri</translation>
    </message>
</context>
<context>
    <name>ClimatePage</name>
    <message>
        <source>Climate</source>
        <translation>Klimat</translation>
    </message>
    <message>
        <source>No climate sensors yet</source>
        <translation>Inga klimatgivare än</translation>
    </message>
    <message>
        <source>As soon as a sensor reports a temperature, its room appears here.</source>
        <translation>Så snart en givare rapporterar en temperatur visas dess rum här.</translation>
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
        <translation>Databas</translation>
    </message>
    <message>
        <source>the keyring of this desktop</source>
        <translation>skrivbordets nyckelring</translation>
    </message>
    <message>
        <source>the file {}</source>
        <translation>filen {}</translation>
    </message>
    <message>
        <source>Set it, or have it synchronised (timedatectl); ages are not to be relied on until then.</source>
        <translation>Ställ den, eller låt den synkroniseras (timedatectl); tills dess går det inte att lita på åldrar.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is behind, by {} or more: the newest stored reading is of {}.</source>
        <translation>Den här datorns klocka går efter, med {} eller mer: det nyaste sparade mätvärdet är från {}.</translation>
    </message>
    <message>
        <source>{} is {} behind, or what it sends is that old.</source>
        <translation>{} går {} efter, eller så är det den skickar så gammalt.</translation>
    </message>
    <message>
        <source>Set the clock of the machine that reads the meter.</source>
        <translation>Ställ klockan på den dator som läser av elmätaren.</translation>
    </message>
    <message>
        <source>{} is {} ahead of this machine&apos;s.</source>
        <translation>{} går {} före den här datorns.</translation>
    </message>
    <message>
        <source>One of both is wrong; its readings are shown as they come, and not stored.</source>
        <translation>En av dem går fel; mätvärdena visas som de kommer och sparas inte.</translation>
    </message>
    <message>
        <source>{} is {} ahead.</source>
        <translation>{} går {} före.</translation>
    </message>
    <message>
        <source>Set it; what it stamps ahead is shown as it comes, and not stored.</source>
        <translation>Ställ den; det som den stämplar för sent visas som det kommer och sparas inte.</translation>
    </message>
    <message>
        <source>The local history cannot be opened.</source>
        <translation>Den lokala historiken kan inte öppnas.</translation>
    </message>
    <message>
        <source>See the problems listed.</source>
        <translation>Se listan över problem.</translation>
    </message>
    <message>
        <source>The USB stick is gone.</source>
        <translation>USB-minnet är borta.</translation>
    </message>
    <message>
        <source>Plug it in again.</source>
        <translation>Sätt i det igen.</translation>
    </message>
    <message>
        <source>The USB stick could not be written: {}.</source>
        <translation>Det gick inte att skriva till USB-minnet: {}.</translation>
    </message>
    <message>
        <source>Try another stick.</source>
        <translation>Prova ett annat minne.</translation>
    </message>
    <message>
        <source>Another export is under way.</source>
        <translation>En annan export pågår.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it.</source>
        <translation>Vänta tills den är klar, eller avbryt den.</translation>
    </message>
    <message>
        <source>No service to fetch from is set up.</source>
        <translation>Ingen tjänst att hämta från är inställd.</translation>
    </message>
    <message>
        <source>This account may read nothing of this home.</source>
        <translation>Kontot får inte läsa något om det här hemmet.</translation>
    </message>
    <message>
        <source>Up to date after {} requests.</source>
        <translation>Aktuellt efter {} frågor.</translation>
    </message>
    <message>
        <source>The meter &quot;{}&quot; is silent, while &quot;{}&quot; is heard: nothing is recorded.</source>
        <translation>Mätaren ”{}” är tyst medan ”{}” hörs: inget spelas in.</translation>
    </message>
    <message>
        <source>Check the meter, or name the one that is yours: meter under [home].</source>
        <translation>Kontrollera mätaren, eller ange vilken som är din: meter under [home].</translation>
    </message>
    <message>
        <source>Two meters are heard: &quot;{}&quot; is followed, &quot;{}&quot; is not stored.</source>
        <translation>Två mätare hörs: ”{}” följs, ”{}” sparas inte.</translation>
    </message>
    <message>
        <source>If that is the wrong one: meter = &quot;{}&quot; under [home].</source>
        <translation>Om det är fel mätare: meter = &quot;{}&quot; under [home].</translation>
    </message>
    <message>
        <source>Say which is yours: price_area = &quot;{}&quot; under [home].</source>
        <translation>Ange ditt elområde: price_area = &quot;{}&quot; under [home].</translation>
    </message>
    <message>
        <source>There are no prices of {}, only of {}.</source>
        <translation>Det finns inga priser för {}, bara för {}.</translation>
    </message>
    <message>
        <source>There are prices of {} areas: {}. None is shown until yours is known.</source>
        <translation>Det finns priser för {} elområden: {}. Inget visas förrän ditt är känt.</translation>
    </message>
    <message>
        <source>There are {} places already; further ones are left out.</source>
        <translation>Det finns redan {} platser; fler tas inte med.</translation>
    </message>
    <message>
        <source>Look at what sends so many names for places.</source>
        <translation>Undersök vad som skickar så många platsnamn.</translation>
    </message>
    <message>
        <source>This is no address of a home.</source>
        <translation>Det här är ingen adress till ett hem.</translation>
    </message>
    <message>
        <source>Write it like https://home.example.org.</source>
        <translation>Skriv den som https://home.example.org.</translation>
    </message>
    <message>
        <source>No {} come in.</source>
        <translation>Inga {} kommer in.</translation>
    </message>
    <message>
        <source>The services are reached: look at what measures it, and at what passes it on.</source>
        <translation>Tjänsterna nås: undersök det som mäter, och det som skickar vidare.</translation>
    </message>
    <message>
        <source>There is nowhere to fetch from.</source>
        <translation>Det finns inget att hämta från.</translation>
    </message>
    <message>
        <source>Readings are refused: {}</source>
        <translation>Mätvärden nekas: {}</translation>
    </message>
    <message>
        <source>Look at what measures it, or at the service that passes it on.</source>
        <translation>Undersök det som mäter, eller tjänsten som skickar vidare.</translation>
    </message>
    <message>
        <source>{} readings could not be written.</source>
        <translation>{} mätvärden kunde inte skrivas.</translation>
    </message>
    <message>
        <source>The disk with the history does not answer.</source>
        <translation>Disken med historiken svarar inte.</translation>
    </message>
    <message>
        <source>What is measured is kept in memory. Check the disk.</source>
        <translation>Det som mäts sparas i minnet. Kontrollera disken.</translation>
    </message>
    <message>
        <source>Only readings as they are can be written from there.</source>
        <translation>Därifrån kan bara enskilda mätvärden skrivas.</translation>
    </message>
    <message>
        <source>The export was cancelled.</source>
        <translation>Exporten avbröts.</translation>
    </message>
    <message>
        <source>{} exists already.</source>
        <translation>{} finns redan.</translation>
    </message>
    <message>
        <source>Name another file, or remove this one first.</source>
        <translation>Ange en annan fil, eller ta bort den här först.</translation>
    </message>
    <message>
        <source>{} cannot be {}: {}.</source>
        <translation>{} kan inte {}: {}.</translation>
    </message>
    <message>
        <source>Check the folder, its rights and the space left.</source>
        <translation>Kontrollera mappen, dess rättigheter och ledigt utrymme.</translation>
    </message>
    <message>
        <source>{} is a folder.</source>
        <translation>{} är en mapp.</translation>
    </message>
    <message>
        <source>Name a file in it.</source>
        <translation>Ange en fil i den.</translation>
    </message>
    <message>
        <source>keeper is &quot;keyring&quot;, and there is none to use: {}</source>
        <translation>keeper är &quot;keyring&quot;, och ingen nyckelring kan användas: {}</translation>
    </message>
    <message>
        <source>Start a key service (gnome-keyring, KWallet) in this session, or set keeper = &quot;file&quot;.</source>
        <translation>Starta en nyckelringstjänst (gnome-keyring, KWallet) i sessionen, eller sätt keeper = &quot;file&quot;.</translation>
    </message>
    <message>
        <source>Give it the {} and nothing else.</source>
        <translation>Ge den {} och inget annat.</translation>
    </message>
    <message>
        <source>There is no keeper &quot;{}&quot;.</source>
        <translation>Det finns ingen keeper &quot;{}&quot;.</translation>
    </message>
    <message>
        <source>Set &quot;auto&quot;, &quot;keyring&quot; or &quot;file&quot;.</source>
        <translation>Sätt &quot;auto&quot;, &quot;keyring&quot; eller &quot;file&quot;.</translation>
    </message>
    <message>
        <source>{} belongs to another user.</source>
        <translation>{} tillhör en annan användare.</translation>
    </message>
    <message>
        <source>Run this as that user, or remove the file and sign in again.</source>
        <translation>Kör programmet som den användaren, eller ta bort filen och logga in igen.</translation>
    </message>
    <message>
        <source>Others than its owner may use {}, which holds a secret.</source>
        <translation>Andra än ägaren kommer åt {}, som innehåller en hemlighet.</translation>
    </message>
    <message>
        <source>Type: chmod 600 &apos;{}&apos;</source>
        <translation>Skriv: chmod 600 &apos;{}&apos;</translation>
    </message>
    <message>
        <source>A secret of more than {} bytes is not kept.</source>
        <translation>En hemlighet på mer än {} byte sparas inte.</translation>
    </message>
    <message>
        <source>{} is no plain file.</source>
        <translation>{} är ingen vanlig fil.</translation>
    </message>
    <message>
        <source>Remove it: secrets are kept in a file of their own.</source>
        <translation>Ta bort den: hemligheter sparas i en egen fil.</translation>
    </message>
    <message>
        <source>Write the address that the provider calls its issuer, such as https://auth.example.org.</source>
        <translation>Skriv den adress som tjänsten kallar sin issuer, till exempel https://auth.example.org.</translation>
    </message>
    <message>
        <source>{} answers, but no sign-in provider is at this address ({}).</source>
        <translation>{} svarar, men det finns ingen inloggningstjänst på den adressen ({}).</translation>
    </message>
    <message>
        <source>{} answers with a web page, and is no sign-in provider at this address.</source>
        <translation>{} svarar med en webbsida, och är ingen inloggningstjänst på den adressen.</translation>
    </message>
    <message>
        <source>The keyring of this desktop stays locked ({}).</source>
        <translation>Skrivbordets nyckelring förblir låst ({}).</translation>
    </message>
    <message>
        <source>Unlock it, or set keeper = &quot;file&quot; in [identity].</source>
        <translation>Lås upp den, eller sätt keeper = &quot;file&quot; i [identity].</translation>
    </message>
    <message>
        <source>The keyring of this desktop cannot be used ({}).</source>
        <translation>Skrivbordets nyckelring kan inte användas ({}).</translation>
    </message>
    <message>
        <source>Set keeper = &quot;file&quot; in [identity] where there is none.</source>
        <translation>Sätt keeper = &quot;file&quot; i [identity] om det inte finns någon.</translation>
    </message>
    <message>
        <source>The session has ended.</source>
        <translation>Sessionen har upphört.</translation>
    </message>
    <message>
        <source>Nobody is signed in.</source>
        <translation>Ingen är inloggad.</translation>
    </message>
    <message>
        <source>Sign in on the dashboard, or with &quot;hearthctl login&quot;.</source>
        <translation>Logga in på skärmen, eller med ”hearthctl login”.</translation>
    </message>
    <message>
        <source>Set the clock: &quot;timedatectl set-ntp true&quot; lets it follow the network&apos;s.</source>
        <translation>Ställ klockan: med ”timedatectl set-ntp true” följer den nätets.</translation>
    </message>
    <message>
        <source>Is [identity] issuer right, and the provider well?</source>
        <translation>Stämmer [identity] issuer, och mår inloggningstjänsten bra?</translation>
    </message>
    <message>
        <source>The provider does not show everybody how to sign in with it.</source>
        <translation>Inloggningstjänsten visar inte alla hur man loggar in med den.</translation>
    </message>
    <message>
        <source>This provider does not let one sign in on another device.</source>
        <translation>Den här inloggningstjänsten tillåter inte inloggning på en annan enhet.</translation>
    </message>
    <message>
        <source>Sign in with the browser, or allow the device code grant at the provider.</source>
        <translation>Logga in med webbläsaren, eller tillåt enhetskoder (device code grant) hos inloggningstjänsten.</translation>
    </message>
    <message>
        <source>This provider tells nothing of people.</source>
        <translation>Den här inloggningstjänsten berättar inget om personer.</translation>
    </message>
    <message>
        <source>Others than its owner can write into {}, where the sign-in is kept.</source>
        <translation>Andra än ägaren kan skriva i {}, där inloggningen sparas.</translation>
    </message>
    <message>
        <source>Type: chmod go-w &apos;{}&apos;</source>
        <translation>Skriv: chmod go-w &apos;{}&apos;</translation>
    </message>
    <message>
        <source>Signed out here, but the provider could not be told.</source>
        <translation>Utloggad här, men inloggningstjänsten kunde inte meddelas.</translation>
    </message>
    <message>
        <source>End the session at the provider, too.</source>
        <translation>Avsluta sessionen även hos inloggningstjänsten.</translation>
    </message>
    <message>
        <source>{} cannot be used: {}.</source>
        <translation>{} kan inte användas: {}.</translation>
    </message>
    <message>
        <source>Check the rights of its folder: programs that share a session meet there.</source>
        <translation>Kontrollera mappens rättigheter: program som delar en session möts där.</translation>
    </message>
    <message>
        <source>What was kept of the sign-in cannot be read.</source>
        <translation>Den sparade inloggningen kan inte läsas.</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>Logga in igen.</translation>
    </message>
    <message>
        <source>The provider refuses to renew the session; it is asked again before that is taken for its end.</source>
        <translation>Inloggningstjänsten vägrar förnya sessionen; den tillfrågas igen innan sessionen räknas som slut.</translation>
    </message>
    <message>
        <source>Sign in again, or look into the provider&apos;s log.</source>
        <translation>Logga in igen, eller läs inloggningstjänstens logg.</translation>
    </message>
    <message>
        <source>The session has ended: the provider gave no refresh token.</source>
        <translation>Sessionen har upphört: inloggningstjänsten gav ingen refresh token.</translation>
    </message>
    <message>
        <source>Allow the client the scope offline_access, and sign in again.</source>
        <translation>Ge klienten scopet offline_access, och logga in igen.</translation>
    </message>
    <message>
        <source>The renewed sign-in could not be stored: {}</source>
        <translation>Den förnyade inloggningen kunde inte sparas: {}</translation>
    </message>
    <message>
        <source> The provider says: {}{}</source>
        <translation> Inloggningstjänsten säger: {}{}</translation>
    </message>
    <message>
        <source>The sign-in was refused.</source>
        <translation>Inloggningen nekades.</translation>
    </message>
    <message>
        <source>Sign in as somebody who may, or say yes.</source>
        <translation>Logga in som någon som får, eller godkänn.</translation>
    </message>
    <message>
        <source>The session has ended at the provider.</source>
        <translation>Sessionen har upphört hos inloggningstjänsten.</translation>
    </message>
    <message>
        <source>The provider does not know this program as it is set up, or does not allow it this.</source>
        <translation>Inloggningstjänsten känner inte till programmet så som det är inställt, eller tillåter det inte detta.</translation>
    </message>
    <message>
        <source>Check [identity] client_id and the client&apos;s grants at the provider.</source>
        <translation>Kontrollera [identity] client_id och klientens rättigheter hos inloggningstjänsten.</translation>
    </message>
    <message>
        <source>The provider does not know one of the scopes that were asked for.</source>
        <translation>Inloggningstjänsten känner inte till ett av de scopes som begärdes.</translation>
    </message>
    <message>
        <source>Define them at the provider, or set [identity] scopes.</source>
        <translation>Definiera dem hos inloggningstjänsten, eller sätt [identity] scopes.</translation>
    </message>
    <message>
        <source>The provider has trouble.</source>
        <translation>Inloggningstjänsten har problem.</translation>
    </message>
    <message>
        <source>Try again in a while.</source>
        <translation>Försök igen om en stund.</translation>
    </message>
    <message>
        <source>The provider refused, and did not say why.</source>
        <translation>Inloggningstjänsten nekade, och sade inte varför.</translation>
    </message>
    <message>
        <source>The provider refused ({}).</source>
        <translation>Inloggningstjänsten nekade ({}).</translation>
    </message>
    <message>
        <source>Look into the provider&apos;s log.</source>
        <translation>Läs inloggningstjänstens logg.</translation>
    </message>
    <message>
        <source>The provider did not say who signed in (no ID token).</source>
        <translation>Inloggningstjänsten sade inte vem som loggade in (ingen ID-token).</translation>
    </message>
    <message>
        <source>Is this an OpenID Connect provider, and may the client ask for the scope openid?</source>
        <translation>Är det en OpenID Connect-tjänst, och får klienten begära scopet openid?</translation>
    </message>
    <message>
        <source>The answer in the browser came from another provider.</source>
        <translation>Svaret i webbläsaren kom från en annan inloggningstjänst.</translation>
    </message>
    <message>
        <source>Begin again; do not sign in to other sites meanwhile.</source>
        <translation>Börja om; logga inte in på andra webbplatser under tiden.</translation>
    </message>
    <message>
        <source>The answer in the browser held no code.</source>
        <translation>Svaret i webbläsaren innehöll ingen kod.</translation>
    </message>
    <message>
        <source>Begin again.</source>
        <translation>Börja om.</translation>
    </message>
    <message>
        <source>Nobody finished the sign-in in the browser within ten minutes.</source>
        <translation>Ingen slutförde inloggningen i webbläsaren inom tio minuter.</translation>
    </message>
    <message>
        <source>You can close this window; Hearthboard goes on.</source>
        <translation>Du kan stänga fönstret; Hearthboard fortsätter.</translation>
    </message>
    <message>
        <source>There is no access token.</source>
        <translation>Det finns ingen åtkomsttoken.</translation>
    </message>
    <message>
        <source>Set HEARTHBOARD_ACCESS_TOKEN, or identity.token_file in the configuration.</source>
        <translation>Sätt HEARTHBOARD_ACCESS_TOKEN, eller identity.token_file i konfigurationen.</translation>
    </message>
    <message>
        <source>The access token was refused.</source>
        <translation>Åtkomsttoken nekades.</translation>
    </message>
    <message>
        <source>Set HEARTHBOARD_ACCESS_TOKEN to a valid one and start again.</source>
        <translation>Sätt HEARTHBOARD_ACCESS_TOKEN till en giltig, och starta om.</translation>
    </message>
    <message>
        <source>The access token in {} was refused.</source>
        <translation>Åtkomsttoken i {} nekades.</translation>
    </message>
    <message>
        <source>Put a valid one into the file.</source>
        <translation>Lägg en giltig i filen.</translation>
    </message>
    <message>
        <source>&quot;{}&quot; is no web address.</source>
        <translation>”{}” är ingen webbadress.</translation>
    </message>
    <message>
        <source>Give it as https://host/path.</source>
        <translation>Skriv den som https://host/path.</translation>
    </message>
    <message>
        <source>The service refused the request as malformed (400).</source>
        <translation>Tjänsten nekade frågan som felaktig (400).</translation>
    </message>
    <message>
        <source>The service did not take the access token (401).</source>
        <translation>Tjänsten godtog inte åtkomsttoken (401).</translation>
    </message>
    <message>
        <source>The access token does not permit this (403).</source>
        <translation>Åtkomsttoken tillåter inte detta (403).</translation>
    </message>
    <message>
        <source>Sign in as a user who may read it, or ask for the scope.</source>
        <translation>Logga in som någon som får läsa det, eller begär scopet.</translation>
    </message>
    <message>
        <source>The service has nothing there (404).</source>
        <translation>Tjänsten har inget där (404).</translation>
    </message>
    <message>
        <source>The service gave up waiting (408).</source>
        <translation>Tjänsten gav upp väntan (408).</translation>
    </message>
    <message>
        <source>The service asks for fewer requests (429).</source>
        <translation>Tjänsten ber om färre frågor (429).</translation>
    </message>
    <message>
        <source>The service gave an unexpected answer ({}).</source>
        <translation>Tjänsten gav ett oväntat svar ({}).</translation>
    </message>
    <message>
        <source>{} sends its callers elsewhere.</source>
        <translation>{} skickar vidare till en annan adress.</translation>
    </message>
    <message>
        <source>Set the address where the service really is; the token is not taken to another one.</source>
        <translation>Ange adressen där tjänsten verkligen finns; token skickas inte till en annan.</translation>
    </message>
    <message>
        <source>{} closed the connection amid its answer.</source>
        <translation>{} stängde anslutningen mitt i svaret.</translation>
    </message>
    <message>
        <source>The answers under way are larger than {} bytes together.</source>
        <translation>Svaren som är på väg är tillsammans större än {} byte.</translation>
    </message>
    <message>
        <source>The answer is larger than {} bytes.</source>
        <translation>Svaret är större än {} byte.</translation>
    </message>
    <message>
        <source>Ask for less at a time.</source>
        <translation>Fråga efter mindre åt gången.</translation>
    </message>
    <message>
        <source>The network has changed.</source>
        <translation>Nätverket har ändrats.</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>Svaret kom inte i tid.</translation>
    </message>
    <message>
        <source>The answer is none of HTTP.</source>
        <translation>Svaret är inte HTTP.</translation>
    </message>
    <message>
        <source>The answer is too large.</source>
        <translation>Svaret är för stort.</translation>
    </message>
    <message>
        <source>The answer sends its caller elsewhere.</source>
        <translation>Svaret hänvisar någon annanstans.</translation>
    </message>
    <message>
        <source>There are too many redirects.</source>
        <translation>Det är för många omdirigeringar.</translation>
    </message>
    <message>
        <source>The machine has slept.</source>
        <translation>Datorn har sovit.</translation>
    </message>
    <message>
        <source>{} refuses the connection.</source>
        <translation>{} vägrar anslutningen.</translation>
    </message>
    <message>
        <source>Is the service running there, and is the port right?</source>
        <translation>Är tjänsten igång där, och är porten rätt?</translation>
    </message>
    <message>
        <source>There is no host {} here.</source>
        <translation>Det finns ingen dator {} här.</translation>
    </message>
    <message>
        <source>Check its spelling and this machine&apos;s network, or write its address in numbers.</source>
        <translation>Kontrollera stavningen och datorns nätverk, eller skriv adressen med siffror.</translation>
    </message>
    <message>
        <source>{} cannot be reached from here.</source>
        <translation>{} går inte att nå härifrån.</translation>
    </message>
    <message>
        <source>Is this machine in the home&apos;s network?</source>
        <translation>Är datorn på hemmets nätverk?</translation>
    </message>
    <message>
        <source>{} does not answer.</source>
        <translation>{} svarar inte.</translation>
    </message>
    <message>
        <source>Is it switched on, and does a firewall keep the port shut?</source>
        <translation>Är den på, och stänger en brandvägg porten?</translation>
    </message>
    <message>
        <source>What listens at {} gives no answer that a web server gives.</source>
        <translation>Det som lyssnar på {} svarar inte som en webbserver.</translation>
    </message>
    <message>
        <source>Is the port right?</source>
        <translation>Är porten rätt?</translation>
    </message>
    <message>
        <source>No secure connection to {} could be agreed on.</source>
        <translation>Ingen säker anslutning till {} kunde avtalas.</translation>
    </message>
    <message>
        <source>It speaks an old TLS that is not safe any more, or none: ask who runs it.</source>
        <translation>Den talar en gammal TLS som inte längre är säker, eller ingen: fråga den som sköter den.</translation>
    </message>
    <message>
        <source>The proxy of this machine does not lead to {}.</source>
        <translation>Datorns proxy leder inte till {}.</translation>
    </message>
    <message>
        <source>Look at http_proxy, https_proxy and no_proxy, or at the proxy settings of this desktop.</source>
        <translation>Se http_proxy, https_proxy och no_proxy, eller skrivbordets proxyinställningar.</translation>
    </message>
    <message>
        <source>No connection to {} can be opened: this program, or the whole machine, has too many files open.</source>
        <translation>Ingen anslutning till {} kan öppnas: programmet, eller hela datorn, har för många filer öppna.</translation>
    </message>
    <message>
        <source>Allow it more of them (LimitNOFILE= of its unit, &quot;ulimit -n&quot; in a shell), then start it anew.</source>
        <translation>Tillåt fler (LimitNOFILE= i dess unit, ”ulimit -n” i ett skal), och starta om det.</translation>
    </message>
    <message>
        <source>Is this the address of the home&apos;s services? Their port or path may be another.</source>
        <translation>Är det adressen till hemmets tjänster? Porten eller sökvägen kan vara en annan.</translation>
    </message>
    <message>
        <source>{} is a home.</source>
        <translation>{} är ett hem.</translation>
    </message>
    <message>
        <source>{} is a home, and wants somebody to sign in.</source>
        <translation>{} är ett hem, och vill att någon loggar in.</translation>
    </message>
    <message>
        <source>{} is a web server, but no home: it answers with a page.</source>
        <translation>{} är en webbserver, men inget hem: den svarar med en sida.</translation>
    </message>
    <message>
        <source>{} answers, but not as a home does.</source>
        <translation>{} svarar, men inte som ett hem.</translation>
    </message>
    <message>
        <source>{} is a web server, but has no home at this address ({}).</source>
        <translation>{} är en webbserver, men har inget hem på den adressen ({}).</translation>
    </message>
    <message>
        <source>{} asks for a user name and a password of its own: a router or another program, no home.</source>
        <translation>{} ber om eget användarnamn och lösenord: en router eller ett annat program, inget hem.</translation>
    </message>
    <message>
        <source>The service at {} has trouble ({}).</source>
        <translation>Tjänsten på {} har problem ({}).</translation>
    </message>
    <message>
        <source>Look at its log, then try again.</source>
        <translation>Läs dess logg, och försök sedan igen.</translation>
    </message>
    <message>
        <source>{} answers, but the service behind it does not ({}).</source>
        <translation>{} svarar, men inte tjänsten bakom ({}).</translation>
    </message>
    <message>
        <source>Try again in a minute, or look whether the service runs.</source>
        <translation>Försök igen om en minut, eller se efter om tjänsten är igång.</translation>
    </message>
    <message>
        <source>{} sends its callers to {}.</source>
        <translation>{} skickar vidare till {}.</translation>
    </message>
    <message>
        <source>Use that address.</source>
        <translation>Använd den adressen.</translation>
    </message>
    <message>
        <source>{} is no home: it sends its callers to {}. Some networks do so until somebody has signed in to them.</source>
        <translation>{} är inget hem: den skickar vidare till {}. Vissa nätverk gör så tills någon har loggat in på dem.</translation>
    </message>
    <message>
        <source>Open any page in a browser of this machine, and see whether the network asks for something.</source>
        <translation>Öppna en sida i datorns webbläsare, och se om nätverket frågar efter något.</translation>
    </message>
    <message>
        <source>{} answers as no home does ({}).</source>
        <translation>{} svarar inte som något hem ({}).</translation>
    </message>
    <message>
        <source>Ask who runs the home for the certificate of its authority, and add it to those that this machine trusts.</source>
        <translation>Be den som sköter hemmet om certifikatet för dess utfärdare, och lägg till det bland dem som datorn litar på.</translation>
    </message>
    <message>
        <source>Look at this machine&apos;s clock.</source>
        <translation>Se efter vad datorns klocka visar.</translation>
    </message>
    <message>
        <source>Have it renewed; unless it is this machine&apos;s clock that is wrong.</source>
        <translation>Låt förnya det; om det inte är datorns klocka som går fel.</translation>
    </message>
    <message>
        <source>Ask who runs the home for a new one.</source>
        <translation>Be den som sköter hemmet om ett nytt.</translation>
    </message>
    <message>
        <source>Write the name that stands in it.</source>
        <translation>Skriv det namn som står i det.</translation>
    </message>
    <message>
        <source>The certificate of {} {}.</source>
        <translation>Certifikatet för {} {}.</translation>
    </message>
    <message>
        <source>The live service drops its connections soon after it has accepted them.</source>
        <translation>Livetjänsten stänger sina anslutningar strax efter att ha godtagit dem.</translation>
    </message>
    <message>
        <source>The live service has gone silent.</source>
        <translation>Livetjänsten har tystnat.</translation>
    </message>
    <message>
        <source>The live service closed the connection.</source>
        <translation>Livetjänsten stängde anslutningen.</translation>
    </message>
    <message>
        <source>The live service sends far more than readings; it was hung up on.</source>
        <translation>Livetjänsten skickar långt mer än mätvärden; anslutningen bröts.</translation>
    </message>
    <message>
        <source>The live service says: {}</source>
        <translation>Livetjänsten säger: {}</translation>
    </message>
    <message>
        <source>Nothing that the live service sends can be read: {}</source>
        <translation>Inget av det livetjänsten skickar går att läsa: {}</translation>
    </message>
    <message>
        <source>The live service answered {} instead of opening a stream.</source>
        <translation>Livetjänsten svarade {} i stället för att öppna en ström.</translation>
    </message>
    <message>
        <source>The access token does not permit live readings (403).</source>
        <translation>Åtkomsttoken tillåter inte livevärden (403).</translation>
    </message>
    <message>
        <source>The live service did not take the access token (401).</source>
        <translation>Livetjänsten godtog inte åtkomsttoken (401).</translation>
    </message>
    <message>
        <source>The live service keeps its connections again.</source>
        <translation>Livetjänsten håller sina anslutningar igen.</translation>
    </message>
    <message>
        <source>Is this the address of the home&apos;s API?</source>
        <translation>Är det adressen till hemmets API?</translation>
    </message>
    <message>
        <source>{} sends its callers to a sign-in at {}, the access token notwithstanding.</source>
        <translation>{} skickar vidare till en inloggning på {}, trots åtkomsttoken.</translation>
    </message>
    <message>
        <source>Does it take the tokens of the sign-in service that is set up?</source>
        <translation>Godtar den token från den inställda inloggningstjänsten?</translation>
    </message>
    <message>
        <source>{} speaks plain http, not https.</source>
        <translation>{} talar vanlig http, inte https.</translation>
    </message>
    <message>
        <source>{} speaks https, not plain http.</source>
        <translation>{} talar https, inte vanlig http.</translation>
    </message>
    <message>
        <source>Use {}.</source>
        <translation>Använd {}.</translation>
    </message>
    <message>
        <source>The home is at {}: {} is too much.</source>
        <translation>Hemmet finns på {}: {} är för mycket.</translation>
    </message>
    <message>
        <source>In a terminal: hearthctl config set mqtt.url {}; hearthctl config set mqtt.user NAME; hearthctl secret set mqtt. Then start anew.</source>
        <translation>I en terminal: hearthctl config set mqtt.url {}; hearthctl config set mqtt.user NAMN; hearthctl secret set mqtt. Starta sedan om.</translation>
    </message>
    <message>
        <source>Write it like mqtts://broker.example.</source>
        <translation>Skriv den som mqtts://broker.example.</translation>
    </message>
    <message>
        <source>{} does not let us read &quot;{}&quot;.</source>
        <translation>{} låter oss inte läsa ”{}”.</translation>
    </message>
    <message>
        <source>Allow it at the broker, or leave it out of [mqtt] topics.</source>
        <translation>Tillåt det hos brokern, eller ta bort det från [mqtt] topics.</translation>
    </message>
    <message>
        <source>No host is called {}.</source>
        <translation>Ingen dator heter {}.</translation>
    </message>
    <message>
        <source>Look at how it is written, and at the network.</source>
        <translation>Kontrollera stavningen och nätverket.</translation>
    </message>
    <message>
        <source>{} does not speak TLS with us.</source>
        <translation>{} talar inte TLS med oss.</translation>
    </message>
    <message>
        <source>Look at the port: mqtts is on 8883 where nothing else was chosen.</source>
        <translation>Kontrollera porten: mqtts finns på 8883 om inget annat är valt.</translation>
    </message>
    <message>
        <source>{} closes the connection before it lets us in.</source>
        <translation>{} stänger anslutningen innan den släpper in oss.</translation>
    </message>
    <message>
        <source>Look whether the broker asks for a certificate of ours.</source>
        <translation>Se efter om brokern kräver ett certifikat av oss.</translation>
    </message>
    <message>
        <source>Look whether it is an MQTT broker, and whether it wants mqtts.</source>
        <translation>Se efter om det är en MQTT-broker, och om den vill ha mqtts.</translation>
    </message>
    <message>
        <source>{} closed the connection.</source>
        <translation>{} stängde anslutningen.</translation>
    </message>
    <message>
        <source>{} has gone silent.</source>
        <translation>{} har tystnat.</translation>
    </message>
    <message>
        <source>{} does not speak MQTT.</source>
        <translation>{} talar inte MQTT.</translation>
    </message>
    <message>
        <source>Look at the port.</source>
        <translation>Kontrollera porten.</translation>
    </message>
    <message>
        <source>The certificates were renewed.</source>
        <translation>Certifikaten förnyades.</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>Ombedd att sluta.</translation>
    </message>
    <message>
        <source>No MQTT broker is configured.</source>
        <translation>Ingen MQTT-broker är inställd.</translation>
    </message>
    <message>
        <source>Set [mqtt] url.</source>
        <translation>Sätt [mqtt] url.</translation>
    </message>
    <message>
        <source>The broker says more than can be read.</source>
        <translation>Brokern skickar mer än som går att läsa.</translation>
    </message>
    <message>
        <source>Name fewer topics under [mqtt].</source>
        <translation>Ange färre ämnen under [mqtt].</translation>
    </message>
    <message>
        <source>Nothing listens at {}.</source>
        <translation>Inget lyssnar på {}.</translation>
    </message>
    <message>
        <source>Look whether the broker runs, and at the port.</source>
        <translation>Kontrollera att brokern är igång, och porten.</translation>
    </message>
    <message>
        <source>There is no way to {}.</source>
        <translation>Det finns ingen väg till {}.</translation>
    </message>
    <message>
        <source>Look at the network.</source>
        <translation>Kontrollera nätverket.</translation>
    </message>
    <message>
        <source>{} refuses the user name or the password.</source>
        <translation>{} nekar användarnamnet eller lösenordet.</translation>
    </message>
    <message>
        <source>Set [mqtt] user, and its password with &quot;hearthctl secret set mqtt&quot;.</source>
        <translation>Sätt [mqtt] user, och lösenordet med ”hearthctl secret set mqtt”.</translation>
    </message>
    <message>
        <source>{} lets nobody in without a user name.</source>
        <translation>{} släpper inte in någon utan användarnamn.</translation>
    </message>
    <message>
        <source>{} does not let {} in.</source>
        <translation>{} släpper inte in {}.</translation>
    </message>
    <message>
        <source>Set [mqtt] user, and its password with &quot;hearthctl secret set mqtt&quot;; or allow it at the broker.</source>
        <translation>Sätt [mqtt] user, och lösenordet med ”hearthctl secret set mqtt”; eller tillåt det hos brokern.</translation>
    </message>
    <message>
        <source>{} is not ready for us.</source>
        <translation>{} är inte redo för oss.</translation>
    </message>
    <message>
        <source>{} does not let us in: {}.</source>
        <translation>{} släpper inte in oss: {}.</translation>
    </message>
    <message>
        <source>{} asks for a password, and there is none.</source>
        <translation>{} ber om ett lösenord, och det finns inget.</translation>
    </message>
    <message>
        <source>Set it with &quot;hearthctl secret set replica&quot;, in ~/.pgpass, or in [replica] password_file.</source>
        <translation>Ange det med ”hearthctl secret set replica”, i ~/.pgpass eller i [replica] password_file.</translation>
    </message>
    <message>
        <source>None of the database&apos;s hosts is of the kind that is asked for.</source>
        <translation>Ingen av databasens värdar är av det begärda slaget.</translation>
    </message>
    <message>
        <source>Correct target_session_attrs in [replica] dsn: prefer-standby takes any.</source>
        <translation>Rätta target_session_attrs i [replica] dsn: prefer-standby godtar alla.</translation>
    </message>
    <message>
        <source>It is tried again by itself.</source>
        <translation>Det försöks igen av sig självt.</translation>
    </message>
    <message>
        <source>{} cancelled the read, for it stood in the way of replication.</source>
        <translation>{} avbröt läsningen, för den stod i vägen för replikeringen.</translation>
    </message>
    <message>
        <source>It is tried again in smaller parts; hot_standby_feedback or a longer max_standby_streaming_delay avoid it.</source>
        <translation>Det försöks igen i mindre delar; hot_standby_feedback eller en längre max_standby_streaming_delay undviker det.</translation>
    </message>
    <message>
        <source>{} took longer than a read may, and cancelled it.</source>
        <translation>{} tog längre tid än en läsning får, och avbröt den.</translation>
    </message>
    <message>
        <source>Where this is always so, an index on time is missing, or the server is too busy.</source>
        <translation>Händer det alltid saknas ett index på tid, eller så är servern för upptagen.</translation>
    </message>
    <message>
        <source>{} is being shut down or has ended the connection.</source>
        <translation>{} stängs ned eller har avslutat anslutningen.</translation>
    </message>
    <message>
        <source>{} ended all connections after a crash of its own.</source>
        <translation>{} avslutade alla anslutningar efter en egen krasch.</translation>
    </message>
    <message>
        <source>{} is starting up or in recovery, and takes no connections yet.</source>
        <translation>{} startar eller återställs, och tar inte emot anslutningar än.</translation>
    </message>
    <message>
        <source>{} ended the connection because it was idle.</source>
        <translation>{} avslutade anslutningen för att den var overksam.</translation>
    </message>
    <message>
        <source>{} ended the connection because a transaction was idle.</source>
        <translation>{} avslutade anslutningen för att en transaktion var overksam.</translation>
    </message>
    <message>
        <source>{} allows no writing in a transaction that only reads.</source>
        <translation>{} tillåter ingen skrivning i en transaktion som bara läser.</translation>
    </message>
    <message>
        <source>A view or function of yours writes: give the role one that does not.</source>
        <translation>En egen vy eller funktion skriver: ge rollen en som inte gör det.</translation>
    </message>
    <message>
        <source>{} refuses the password.</source>
        <translation>{} nekar lösenordet.</translation>
    </message>
    <message>
        <source>Set it anew with &quot;hearthctl secret set replica&quot;, in ~/.pgpass, or in [replica] password_file.</source>
        <translation>Ange det på nytt med ”hearthctl secret set replica”, i ~/.pgpass eller i [replica] password_file.</translation>
    </message>
    <message>
        <source>{} does not let this role in.</source>
        <translation>{} släpper inte in den här rollen.</translation>
    </message>
    <message>
        <source>Check the role&apos;s name, and that the server&apos;s pg_hba.conf has a line for it and this machine.</source>
        <translation>Kontrollera rollens namn, och att serverns pg_hba.conf har en rad för den och den här datorn.</translation>
    </message>
    <message>
        <source>{} has no database of this name.</source>
        <translation>{} har ingen databas med det namnet.</translation>
    </message>
    <message>
        <source>Correct dbname in [replica] dsn.</source>
        <translation>Rätta dbname i [replica] dsn.</translation>
    </message>
    <message>
        <source>{} does not let this role read a table.</source>
        <translation>{} låter inte rollen läsa en tabell.</translation>
    </message>
    <message>
        <source>GRANT SELECT on it to the role; &quot;hearthctl doctor&quot; has the statement.</source>
        <translation>Kör GRANT SELECT på den till rollen; ”hearthctl doctor” har satsen.</translation>
    </message>
    <message>
        <source>{} has no table of this name any more.</source>
        <translation>{} har inte längre någon tabell med det namnet.</translation>
    </message>
    <message>
        <source>Run &quot;hearthctl doctor&quot;.</source>
        <translation>Kör ”hearthctl doctor”.</translation>
    </message>
    <message>
        <source>{} does not understand what was asked of it.</source>
        <translation>{} förstår inte vad som frågades.</translation>
    </message>
    <message>
        <source>Run &quot;hearthctl doctor&quot;, which says what it lacks.</source>
        <translation>Kör ”hearthctl doctor”, som säger vad som saknas.</translation>
    </message>
    <message>
        <source>{} has no connection left.</source>
        <translation>{} har ingen ledig anslutning.</translation>
    </message>
    <message>
        <source>It is tried again by itself; where this lasts, raise max_connections or the role&apos;s limit.</source>
        <translation>Det försöks igen av sig självt; fortsätter det, höj max_connections eller rollens gräns.</translation>
    </message>
    <message>
        <source>{} is short of memory or disk.</source>
        <translation>{} har ont om minne eller disk.</translation>
    </message>
    <message>
        <source>{} refuses how we connect.</source>
        <translation>{} nekar vårt sätt att ansluta.</translation>
    </message>
    <message>
        <source>A pooler that knows none of application_name and client_encoding must be told to ignore them.</source>
        <translation>En pooler som inte känner till application_name och client_encoding måste få veta att den ska bortse från dem.</translation>
    </message>
    <message>
        <source>The connection to {} was lost.</source>
        <translation>Anslutningen till {} bröts.</translation>
    </message>
    <message>
        <source>{} has trouble with its disk.</source>
        <translation>{} har problem med sin disk.</translation>
    </message>
    <message>
        <source>See the server&apos;s log.</source>
        <translation>Se serverns logg.</translation>
    </message>
    <message>
        <source>{} met an error of its own.</source>
        <translation>{} råkade ut för ett eget fel.</translation>
    </message>
    <message>
        <source>{} answers with an error. (SQLSTATE {})</source>
        <translation>{} svarar med ett fel. (SQLSTATE {})</translation>
    </message>
    <message>
        <source>The name {} cannot be resolved.</source>
        <translation>Namnet {} går inte att slå upp.</translation>
    </message>
    <message>
        <source>Check the host in [replica] dsn, and the network.</source>
        <translation>Kontrollera värden i [replica] dsn, och nätverket.</translation>
    </message>
    <message>
        <source>{} cannot be reached.</source>
        <translation>{} går inte att nå.</translation>
    </message>
    <message>
        <source>Check that the database runs, its port, and the firewall between.</source>
        <translation>Kontrollera att databasen är igång, dess port, och brandväggen däremellan.</translation>
    </message>
    <message>
        <source>{} does not prove who it is, or offers no TLS.</source>
        <translation>{} bevisar inte vem den är, eller erbjuder ingen TLS.</translation>
    </message>
    <message>
        <source>Its certificate must be for this very name, and by an authority that sslrootcert names.</source>
        <translation>Dess certifikat måste gälla just det namnet, och vara från en utfärdare som sslrootcert anger.</translation>
    </message>
    <message>
        <source>Signing in at {} did not succeed.</source>
        <translation>Inloggningen på {} lyckades inte.</translation>
    </message>
    <message>
        <source>Check role and password: &quot;hearthctl doctor&quot; says what was used.</source>
        <translation>Kontrollera roll och lösenord: ”hearthctl doctor” säger vad som användes.</translation>
    </message>
    <message>
        <source>The credential {} is no password.</source>
        <translation>Inloggningsuppgiften {} är inget lösenord.</translation>
    </message>
    <message>
        <source>Give it one line, and nothing else.</source>
        <translation>Ge den en rad, och inget annat.</translation>
    </message>
    <message>
        <source>This is no password.</source>
        <translation>Det här är inget lösenord.</translation>
    </message>
    <message>
        <source>It is one line of 1 to 1000 bytes.</source>
        <translation>Det är en rad på 1 till 1000 byte.</translation>
    </message>
    <message>
        <source>The cache of past details was damaged, and is begun anew.</source>
        <translation>Cachen med äldre detaljer var skadad, och börjas om.</translation>
    </message>
    <message>
        <source>These details are more than the cache may hold.</source>
        <translation>Detaljerna är fler än cachen rymmer.</translation>
    </message>
    <message>
        <source>Raise [history] cache_mb.</source>
        <translation>Höj [history] cache_mb.</translation>
    </message>
    <message>
        <source>The cache of past details cannot be used: {}.</source>
        <translation>Cachen med äldre detaljer kan inte användas: {}.</translation>
    </message>
    <message>
        <source>Check the disk and the rights on the file.</source>
        <translation>Kontrollera disken och filens rättigheter.</translation>
    </message>
    <message>
        <source>The history is open for reading only.</source>
        <translation>Historiken är bara öppen för läsning.</translation>
    </message>
    <message>
        <source>The history is not there, and so has no cache.</source>
        <translation>Historiken finns inte, och har därför ingen cache.</translation>
    </message>
    <message>
        <source>{} keeps the cache of past details.</source>
        <translation>{} sköter cachen med äldre detaljer.</translation>
    </message>
    <message>
        <source>One program at a time writes it; others read it.</source>
        <translation>Ett program i taget skriver i den; andra läser den.</translation>
    </message>
    <message>
        <source>The cache of past details is damaged.</source>
        <translation>Cachen med äldre detaljer är skadad.</translation>
    </message>
    <message>
        <source>Only whole UTC days that are over can be cached.</source>
        <translation>Bara hela UTC-dygn som är slut kan cachas.</translation>
    </message>
    <message>
        <source>This history has no cache of past details.</source>
        <translation>Den här historiken har ingen cache med äldre detaljer.</translation>
    </message>
    <message>
        <source>Set [history] cache_mb.</source>
        <translation>Sätt [history] cache_mb.</translation>
    </message>
    <message>
        <source>The history cannot be written ({})</source>
        <translation>Historiken kan inte skrivas ({})</translation>
    </message>
    <message>
        <source>{} records into the history, which therefore stays.</source>
        <translation>{} spelar in i historiken, som därför blir kvar.</translation>
    </message>
    <message>
        <source>End that program, then forget the home again.</source>
        <translation>Avsluta det programmet, och glöm hemmet igen.</translation>
    </message>
    <message>
        <source>{} cannot be deleted: {}.</source>
        <translation>{} kan inte tas bort: {}.</translation>
    </message>
    <message>
        <source>Check the rights of its folder.</source>
        <translation>Kontrollera mappens rättigheter.</translation>
    </message>
    <message>
        <source>A channel of another dataset was asked for.</source>
        <translation>En kanal från en annan datamängd begärdes.</translation>
    </message>
    <message>
        <source>The history file {}; a new one has been begun.</source>
        <translation>Historikfilen {}; en ny har börjats.</translation>
    </message>
    <message>
        <source>The old one is kept as {}.</source>
        <translation>Den gamla finns kvar som {}.</translation>
    </message>
    <message>
        <source>{} blocks of it, and {} readings of its last hour, could be read and were taken over.</source>
        <translation>{} block ur den, och {} mätvärden från dess sista timme, kunde läsas och togs över.</translation>
    </message>
    <message>
        <source>The history file {}.</source>
        <translation>Historikfilen {}.</translation>
    </message>
    <message>
        <source>The history is of an older version.</source>
        <translation>Historiken är av en äldre version.</translation>
    </message>
    <message>
        <source>Start the program that records once; it brings the file up to date.</source>
        <translation>Starta det program som spelar in en gång; det uppdaterar filen.</translation>
    </message>
    <message>
        <source>The history cannot be made.</source>
        <translation>Historiken kan inte skapas.</translation>
    </message>
    <message>
        <source>Check the rights on its folder.</source>
        <translation>Kontrollera mappens rättigheter.</translation>
    </message>
    <message>
        <source>There is no history yet.</source>
        <translation>Det finns ingen historik än.</translation>
    </message>
    <message>
        <source>Record or sync some first.</source>
        <translation>Spela in eller synkronisera något först.</translation>
    </message>
    <message>
        <source>Too many readings wait to be written; further ones are refused.</source>
        <translation>För många mätvärden väntar på att skrivas; fler nekas.</translation>
    </message>
    <message>
        <source>Check that the disk takes writes.</source>
        <translation>Kontrollera att det går att skriva till disken.</translation>
    </message>
    <message>
        <source>Block {} of the history is damaged; its readings are left out.</source>
        <translation>Block {} i historiken är skadat; dess mätvärden tas inte med.</translation>
    </message>
    <message>
        <source>The rest is not affected; the block is kept apart in the file.</source>
        <translation>Resten påverkas inte; blocket läggs åt sidan i filen.</translation>
    </message>
    <message>
        <source>The history cannot be used: {}.</source>
        <translation>Historiken kan inte användas: {}.</translation>
    </message>
    <message>
        <source>Another program records into this history.</source>
        <translation>Ett annat program spelar in i den här historiken.</translation>
    </message>
    <message>
        <source>The clock says {}, the newest readings are of {}: nothing is deleted from the history.</source>
        <translation>Klockan visar {}, de nyaste mätvärdena är från {}: inget tas bort ur historiken.</translation>
    </message>
    <message>
        <source>Where the clock is wrong, set it; where nothing was recorded lately, there is nothing to do.</source>
        <translation>Ställ klockan om den går fel; har inget spelats in på länge behövs ingenting.</translation>
    </message>
    <message>
        <source>The history cannot be set aside: {}.</source>
        <translation>Historiken kan inte läggas åt sidan: {}.</translation>
    </message>
    <message>
        <source>Move the file away by hand.</source>
        <translation>Flytta undan filen för hand.</translation>
    </message>
    <message>
        <source>The folder for the history cannot be made: {}.</source>
        <translation>Mappen för historiken kan inte skapas: {}.</translation>
    </message>
    <message>
        <source>Set [history] path to a folder you may write to.</source>
        <translation>Sätt [history] path till en mapp som du får skriva i.</translation>
    </message>
    <message>
        <source>The disk with the history has gone: recording pauses.</source>
        <translation>Disken med historiken är borta: inspelningen pausar.</translation>
    </message>
    <message>
        <source>Put it back; what is measured meanwhile is kept in memory and written then.</source>
        <translation>Sätt tillbaka den; det som mäts under tiden sparas i minnet och skrivs sedan.</translation>
    </message>
    <message>
        <source>The history file was deleted while it was in use.</source>
        <translation>Historikfilen togs bort medan den användes.</translation>
    </message>
    <message>
        <source>A new one is begun with what is in memory.</source>
        <translation>En ny börjas med det som finns i minnet.</translation>
    </message>
    <message>
        <source>Another history file stands in the place of the one that was in use.</source>
        <translation>En annan historikfil ligger på platsen för den som användes.</translation>
    </message>
    <message>
        <source>Recording goes on in that one.</source>
        <translation>Inspelningen fortsätter i den.</translation>
    </message>
    <message>
        <source>The history reached its size limit: the oldest details were dropped.</source>
        <translation>Historiken nådde sin storleksgräns: de äldsta detaljerna togs bort.</translation>
    </message>
    <message>
        <source>Raise [history] max_mb, or lower raw_days.</source>
        <translation>Höj [history] max_mb, eller sänk raw_days.</translation>
    </message>
    <message>
        <source>energy data</source>
        <translation>energidata</translation>
    </message>
    <message>
        <source>heat pump data</source>
        <translation>värmepumpsdata</translation>
    </message>
    <message>
        <source>climate data</source>
        <translation>klimatdata</translation>
    </message>
    <message>
        <source>prices</source>
        <translation>priser</translation>
    </message>
    <message>
        <source>{} minutes</source>
        <translation>{} minuter</translation>
    </message>
    <message>
        <source>{} hours</source>
        <translation>{} timmar</translation>
    </message>
    <message>
        <source>{} days</source>
        <translation>{} dagar</translation>
    </message>
    <message>
        <source>{} minute</source>
        <translation>{} minut</translation>
    </message>
    <message>
        <source>{} years</source>
        <translation>{} år</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} behind the services&apos;.</source>
        <translation>Den här datorns klocka går {} efter tjänsternas.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} ahead of the services&apos;.</source>
        <translation>Den här datorns klocka går {} före tjänsternas.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} ahead of the sign-in service&apos;s.</source>
        <translation>Den här datorns klocka går {} före inloggningstjänstens.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {} behind the sign-in service&apos;s.</source>
        <translation>Den här datorns klocka går {} efter inloggningstjänstens.</translation>
    </message>
</context>
<context>
    <name>EnergyFigures</name>
    <message>
        <source>Now</source>
        <translation>Nu</translation>
    </message>
</context>
<context>
    <name>EnergyPage</name>
    <message>
        <source>Power</source>
        <translation>Effekt</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 timmar</translation>
    </message>
    <message>
        <source>24 hours · mean, lowest to highest</source>
        <translation>24 timmar · medel, lägsta till högsta</translation>
    </message>
    <message>
        <source>Energy by the hour</source>
        <translation>Energi per timme</translation>
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
        <translation>Exportera</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Stäng</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersätt</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Försök igen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Öppna mappen</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Period</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Vad</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Tider</translation>
    </message>
    <message>
        <source>On %1</source>
        <translation>På %1</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>I %1</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändra</translation>
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
            <numerusform>%n dag</numerusform>
            <numerusform>%n dagar</numerusform>
        </translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>a date, as QLocale::toString() takes it</comment>
        <translation>dddd d MMMM</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a weekday in short, and a time</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>a date, as QLocale::toString() takes it</comment>
        <translation>d MMM</translation>
    </message>
    <message>
        <source>age unknown</source>
        <translation>okänd ålder</translation>
    </message>
    <message>
        <source>now</source>
        <translation>nu</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <comment>seconds</comment>
        <translation>för %1 s sedan</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <comment>minutes</comment>
        <translation>för %1 min sedan</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <comment>hours</comment>
        <translation>för %1 h sedan</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>för %n dag sedan</numerusform>
            <numerusform>för %n dagar sedan</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>of %1 known</source>
        <comment>a duration</comment>
        <translation>av %1 kända</translation>
    </message>
    <message>
        <source>since %1</source>
        <comment>a time, or a day</comment>
        <translation>sedan %1</translation>
    </message>
    <message>
        <source>cent/kWh</source>
        <comment>hundredths of a euro</comment>
        <translation>cent/kWh</translation>
    </message>
    <message>
        <source>per kWh</source>
        <translation>per kWh</translation>
    </message>
</context>
<context>
    <name>HeatPumpCard</name>
    <message>
        <source>Heat pump</source>
        <translation>Värmepump</translation>
    </message>
</context>
<context>
    <name>HeatPumpPage</name>
    <message>
        <source>Heat pump</source>
        <translation>Värmepump</translation>
    </message>
    <message>
        <source>No heat pump here</source>
        <translation>Ingen värmepump här</translation>
    </message>
    <message>
        <source>Nothing has been heard of a heat pump in this home. As soon as one reports, it appears.</source>
        <translation>Ingen värmepump har hörts av i det här hemmet. Så snart en rapporterar visas den.</translation>
    </message>
    <message>
        <source>When it ran</source>
        <translation>Drifttider</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 timmar</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Heat pump</source>
        <translation>Värmepump</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>Klimat</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Faser</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tangenter</translation>
    </message>
    <message>
        <source>The pages</source>
        <translation>Sidorna</translation>
    </message>
    <message>
        <source>To the next, and press it</source>
        <translation>Till nästa, och tryck på den</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportera</translation>
    </message>
    <message>
        <source>The whole screen, or a window</source>
        <translation>Hela skärmen, eller ett fönster</translation>
    </message>
    <message>
        <source>Close what lies above</source>
        <translation>Stäng det som ligger överst</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>De här tangenterna</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Avsluta</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Stäng</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Sign in</source>
        <translation>Logga in</translation>
    </message>
    <message>
        <source>Connect to your home</source>
        <translation>Anslut till ditt hem</translation>
    </message>
    <message>
        <source>Without encryption?</source>
        <translation>Utan kryptering?</translation>
    </message>
    <message>
        <source>Where to sign in</source>
        <translation>Var du loggar in</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Home</source>
        <translation>Hem</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energi</translation>
    </message>
    <message>
        <source>Heat pump</source>
        <translation>Värme</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>Klimat</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Tjänster</translation>
    </message>
</context>
<context>
    <name>PowerCard</name>
    <message>
        <source>Power now</source>
        <translation>Effekt nu</translation>
    </message>
    <message>
        <source>Exporting %1 %2</source>
        <translation>Matar ut %1 %2</translation>
    </message>
</context>
<context>
    <name>PriceCard</name>
    <message>
        <source>Price now</source>
        <translation>Elpris nu</translation>
    </message>
    <message>
        <source>No prices yet</source>
        <translation>Inga priser än</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation>Sidor</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Ljust</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Mörkt</translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message>
        <source>Connections</source>
        <translation>Anslutningar</translation>
    </message>
    <message>
        <source>This display</source>
        <translation>Den här skärmen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Inga</translation>
    </message>
</context>
<context>
    <name>SetupAddress</name>
    <message>
        <source>Address of the home, its database or its broker</source>
        <translation>Adressen till hemmet, dess databas eller dess broker</translation>
    </message>
    <message>
        <source>Address of the home</source>
        <translation>Hemmets adress</translation>
    </message>
    <message>
        <source>Or write the file by hand:
%1</source>
        <translation>Eller skriv filen för hand:
%1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppa</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Anslut</translation>
    </message>
    <message>
        <source>Use that address</source>
        <translation>Använd den adressen</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Welcome to Hearthboard</source>
        <translation>Välkommen till Hearthboard</translation>
    </message>
    <message>
        <source>Connect to your home</source>
        <translation>Anslut till ditt hem</translation>
    </message>
    <message>
        <source>Look around</source>
        <translation>Se dig omkring</translation>
    </message>
    <message>
        <source>The demo home is a whole house, simulated on this machine: its meter, its heat pump, six sensors and the price of power.</source>
        <translation>Demohemmet är ett helt hus som simuleras på den här datorn: elmätare, värmepump, sex sensorer och elpriset.</translation>
    </message>
    <message>
        <source>See the demo home</source>
        <translation>Visa demohemmet</translation>
    </message>
</context>
<context>
    <name>SetupPlainHttp</name>
    <message>
        <source>Speak to %1 without encryption?</source>
        <translation>Tala med %1 utan kryptering?</translation>
    </message>
    <message>
        <source>The address begins with http://. Whoever is on the way can read what your home says, and take over your sign-in. In a network that is yours alone you may want that; elsewhere use https.</source>
        <translation>Adressen börjar med http://. Den som finns på vägen kan läsa vad ditt hem säger och ta över din inloggning. I ett nät som bara är ditt kan det vara vad du vill; använd annars https.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
    <message>
        <source>Use plain http</source>
        <translation>Använd okrypterad http</translation>
    </message>
</context>
<context>
    <name>SetupProvider</name>
    <message>
        <source>Sign in at %1?</source>
        <translation>Logga in hos %1?</translation>
    </message>
    <message>
        <source>This home wants somebody to sign in</source>
        <translation>Det här hemmet vill att någon loggar in</translation>
    </message>
    <message>
        <source>Your home sends its callers there. Go on if that is the name that you sign in at.</source>
        <translation>Ditt hem skickar den som ringer på dit. Fortsätt om det är där du brukar logga in.</translation>
    </message>
    <message>
        <source>Where is its sign-in provider? Its address is called the issuer.</source>
        <translation>Var finns inloggningstjänsten? Dess adress kallas issuer.</translation>
    </message>
    <message>
        <source>Address of the sign-in provider</source>
        <translation>Inloggningstjänstens adress</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
    <message>
        <source>Somewhere else</source>
        <translation>Någon annanstans</translation>
    </message>
    <message>
        <source>Sign in there</source>
        <translation>Logga in där</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsätt</translation>
    </message>
</context>
<context>
    <name>Sheets</name>
    <message>
        <source>Previous</source>
        <translation>Föregående</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 av %2</translation>
    </message>
    <message>
        <source>%1 to %2 of %3</source>
        <translation>%1 till %2 av %3</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nästa</translation>
    </message>
</context>
<context>
    <name>SignInBrowser</name>
    <message>
        <source>No browser came up</source>
        <translation>Ingen webbläsare öppnades</translation>
    </message>
    <message>
        <source>Go on in the browser</source>
        <translation>Fortsätt i webbläsaren</translation>
    </message>
    <message>
        <source>Open this address in a browser of this machine:</source>
        <translation>Öppna den här adressen i en webbläsare på den här datorn:</translation>
    </message>
    <message>
        <source>It has opened this address. As soon as you have signed in there, this page closes.</source>
        <translation>Den har öppnat den här adressen. Så snart du har loggat in där stängs den här sidan.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adress</translation>
    </message>
</context>
<context>
    <name>SignInCode</name>
    <message>
        <source>A QR code that leads to %1</source>
        <translation>En QR-kod som leder till %1</translation>
    </message>
</context>
<context>
    <name>SignInCodeWords</name>
    <message>
        <source>Scan the code with your phone, or open</source>
        <translation>Skanna koden med telefonen, eller öppna</translation>
    </message>
    <message>
        <source>Open on your phone or computer</source>
        <translation>Öppna på din telefon eller dator</translation>
    </message>
    <message>
        <source>and enter</source>
        <translation>och ange</translation>
    </message>
    <message>
        <source>Good for %1. A new code comes by itself.</source>
        <translation>Gäller i %1. En ny kod kommer av sig själv.</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>Logga in</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Inte nu</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Stäng</translation>
    </message>
    <message>
        <source>Use the browser here</source>
        <translation>Använd webbläsaren här</translation>
    </message>
    <message>
        <source>Use another device instead</source>
        <translation>Använd en annan enhet i stället</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopierad</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Kopiera adressen</translation>
    </message>
    <message>
        <source>Open the browser</source>
        <translation>Öppna webbläsaren</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Öppna igen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Försök igen</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>Logga in med webbläsaren</translation>
    </message>
</context>
<context>
    <name>SignInWords</name>
    <message>
        <source>Asking for a code…</source>
        <translation>Hämtar en kod…</translation>
    </message>
    <message>
        <source>Asking the sign-in service…</source>
        <translation>Frågar inloggningstjänsten…</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Inloggad</translation>
    </message>
    <message>
        <source>Nobody has signed in.</source>
        <translation>Ingen har loggat in.</translation>
    </message>
    <message>
        <source>Sign in to see live values</source>
        <translation>Logga in för att se aktuella värden</translation>
    </message>
    <message>
        <source>What is known stays in sight, and it is tried again by itself.</source>
        <translation>Det som är känt syns kvar, och ett nytt försök görs av sig självt.</translation>
    </message>
    <message>
        <source>The history on this machine stays as it is.</source>
        <translation>Historiken på den här datorn är kvar som den är.</translation>
    </message>
</context>
<context>
    <name>StateBand</name>
    <message>
        <source>No data</source>
        <translation>Inga data</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Export</source>
        <translation>Exportera</translation>
    </message>
    <message>
        <source>Demo home</source>
        <translation>Demohem</translation>
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
        <translation>Logga ut från den här panelen?</translation>
    </message>
    <message>
        <source>Sign out and forget this home?</source>
        <translation>Logga ut och glöm det här hemmet?</translation>
    </message>
    <message>
        <source>Forget this home?</source>
        <translation>Glömma det här hemmet?</translation>
    </message>
    <message>
        <source>%1 records the history of this home. End that program first.</source>
        <translation>%1 spelar in det här hemmets historik. Avsluta det programmet först.</translation>
    </message>
    <message>
        <source>The history on this machine is deleted, and cannot be brought back. The home&apos;s address stays: after the next sign-in, recording begins anew.</source>
        <translation>Historiken på den här datorn raderas och kan inte återskapas. Hemmets adress är kvar: efter nästa inloggning börjar inspelningen om.</translation>
    </message>
    <message>
        <source>Live values end. The history on this machine stays.</source>
        <translation>Aktuella värden upphör. Historiken på den här datorn är kvar.</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>Förvaras i %1</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Stanna</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behåll det</translation>
    </message>
    <message>
        <source>Sign out and forget this home</source>
        <translation>Logga ut och glöm det här hemmet</translation>
    </message>
    <message>
        <source>Forget this home</source>
        <translation>Glöm det här hemmet</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Logga ut</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Logga in</translation>
    </message>
</context>
<context>
    <name>hearth::ClimatePlace</name>
    <message>
        <source>Sensor</source>
        <translation>Givare</translation>
    </message>
</context>
<context>
    <name>hearth::EnergyPageModel</name>
    <message>
        <source>Peak</source>
        <translation>Topp</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Medel</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 timmar</translation>
    </message>
    <message>
        <source>in 24 hours</source>
        <translation>på 24 timmar</translation>
    </message>
</context>
<context>
    <name>hearth::ExportModel</name>
    <message>
        <source>There is such a file already</source>
        <translation>Filen finns redan</translation>
    </message>
    <message>
        <source>%1 would be replaced.</source>
        <translation>%1 skulle ersättas.</translation>
    </message>
    <message>
        <source>USB stick %1</source>
        <translation>USB-minne %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>Skriver %1</translation>
    </message>
    <message>
        <source>Leave the USB stick in.</source>
        <translation>Låt USB-minnet sitta kvar.</translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s)</source>
        <translation>
            <numerusform>%1 rad</numerusform>
            <numerusform>%1 rader</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is known of that time: there are headings only.</source>
        <translation>Inget är känt om den tiden: filen har bara rubriker.</translation>
    </message>
    <message>
        <source>The USB stick may be pulled out now.</source>
        <translation>USB-minnet kan dras ut nu.</translation>
    </message>
    <message>
        <source>In %1.</source>
        <translation>I %1.</translation>
    </message>
    <message>
        <source>Saved: %1, %2</source>
        <translation>Sparat: %1, %2</translation>
    </message>
    <message>
        <source>Save the export as</source>
        <translation>Spara exporten som</translation>
    </message>
    <message>
        <source>Today, every reading</source>
        <translation>I dag, varje mätvärde</translation>
    </message>
    <message>
        <source>Last 30 days, hourly</source>
        <translation>Senaste 30 dagarna, per timme</translation>
    </message>
    <message>
        <source>This month, daily</source>
        <translation>Den här månaden, per dag</translation>
    </message>
    <message>
        <source>Last year, daily</source>
        <translation>Förra året, per dag</translation>
    </message>
    <message>
        <source>Everything, hourly</source>
        <translation>Allt, per timme</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energi</translation>
    </message>
    <message>
        <source>Heat pump</source>
        <translation>Värmepump</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>Klimat</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Priser</translation>
    </message>
    <message>
        <source>Spreadsheet</source>
        <translation>Kalkylblad</translation>
    </message>
    <message>
        <source>Plain CSV</source>
        <translation>Vanlig CSV</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Lokal tid</translation>
    </message>
    <message>
        <source>CSV with semicolons and decimal commas, for spreadsheets here.</source>
        <translation>CSV med semikolon och decimalkomma, för kalkylprogram här.</translation>
    </message>
    <message>
        <source>CSV with commas and decimal points, for spreadsheets here.</source>
        <translation>CSV med komma och decimalpunkt, för kalkylprogram här.</translation>
    </message>
    <message>
        <source>CSV with commas and decimal points, wherever it is opened.</source>
        <translation>CSV med komma och decimalpunkt, var den än öppnas.</translation>
    </message>
    <message>
        <source>A JSON object a line, for programs.</source>
        <translation>Ett JSON-objekt per rad, för program.</translation>
    </message>
</context>
<context>
    <name>hearth::HeatPumpLive</name>
    <message>
        <source>State unknown</source>
        <translation>Okänt läge</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Viloläge</translation>
    </message>
    <message>
        <source>Heating</source>
        <translation>Värmer</translation>
    </message>
    <message>
        <source>Hot water</source>
        <translation>Varmvatten</translation>
    </message>
    <message>
        <source>Heating + auxiliary heat</source>
        <translation>Värme + tillsatsvärme</translation>
    </message>
    <message>
        <source>Hot water + auxiliary heat</source>
        <translation>Varmvatten + tillsatsvärme</translation>
    </message>
    <message>
        <source>Auxiliary heat</source>
        <translation>Tillsatsvärme</translation>
    </message>
    <message>
        <source>Outdoor</source>
        <translation>Ute</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>Framledning</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Returledning</translation>
    </message>
    <message>
        <source>Brine in</source>
        <translation>Brine in</translation>
    </message>
    <message>
        <source>Brine out</source>
        <translation>Brine ut</translation>
    </message>
</context>
<context>
    <name>hearth::HeatPumpPageModel</name>
    <message>
        <source>Compressor</source>
        <translation>Kompressor</translation>
    </message>
    <message>
        <source>Hot water</source>
        <translation>Varmvatten</translation>
    </message>
    <message>
        <source>Auxiliary</source>
        <translation>Tillsats</translation>
    </message>
</context>
<context>
    <name>hearth::Permissions</name>
    <message>
        <source>energy data</source>
        <translation>energidata</translation>
    </message>
    <message>
        <source>heat pump data</source>
        <translation>värmepumpsdata</translation>
    </message>
    <message>
        <source>climate data</source>
        <translation>klimatdata</translation>
    </message>
    <message>
        <source>prices</source>
        <translation>priser</translation>
    </message>
    <message>
        <source>Your account may not read %1.</source>
        <comment>energy data</comment>
        <translation>Ditt konto får inte läsa %1.</translation>
    </message>
</context>
<context>
    <name>hearth::PowerLive</name>
    <message>
        <source>Power now</source>
        <translation>Effekt nu</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Utmatning</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>I dag</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>Kostnad i dag</translation>
    </message>
    <message>
        <source>This hour</source>
        <translation>Den här timmen</translation>
    </message>
    <message>
        <source>%1 + %2 fixed</source>
        <comment>kr, and the part of a fee that is the same each day</comment>
        <translation>%1 + %2 fast</translation>
    </message>
    <message>
        <source>without %1 kWh</source>
        <translation>utan %1 kWh</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>uppskattat</translation>
    </message>
</context>
<context>
    <name>hearth::PriceLive</name>
    <message>
        <source>Price now</source>
        <translation>Elpris nu</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>I dag</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>I morgon</translation>
    </message>
    <message>
        <source>Low %1 at %2</source>
        <translation>Lägst %1 kl. %2</translation>
    </message>
    <message>
        <source>Low %1 at %2 tomorrow</source>
        <translation>Lägst %1 i morgon kl. %2</translation>
    </message>
    <message>
        <source>Low %1 · %2</source>
        <translation>Lägst %1 · %2</translation>
    </message>
    <message>
        <source>High %1 at %2</source>
        <translation>Högst %1 kl. %2</translation>
    </message>
    <message>
        <source>High %1 at %2 tomorrow</source>
        <translation>Högst %1 i morgon kl. %2</translation>
    </message>
    <message>
        <source>High %1 · %2</source>
        <translation>Högst %1 · %2</translation>
    </message>
</context>
<context>
    <name>hearth::RunBand</name>
    <message numerus="yes">
        <source>%n start(s)</source>
        <comment>of a compressor</comment>
        <translation>
            <numerusform>%n start</numerusform>
            <numerusform>%n starter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>hearth::Session</name>
    <message>
        <source>Building your demo home…</source>
        <translation>Demohemmet byggs…</translation>
    </message>
    <message>
        <source>Forgetting this home…</source>
        <translation>Hemmet glöms…</translation>
    </message>
</context>
<context>
    <name>hearth::SetupModel</name>
    <message>
        <source>This is no address.</source>
        <translation>Det här är ingen adress.</translation>
    </message>
    <message>
        <source>Write it like https://home.example.org.</source>
        <translation>Skriv den som https://home.example.org.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>Frågar %1…</translation>
    </message>
    <message>
        <source>Write it like https://auth.example.org.</source>
        <translation>Skriv den som https://auth.example.org.</translation>
    </message>
    <message>
        <source>Asking the sign-in provider…</source>
        <translation>Frågar inloggningstjänsten…</translation>
    </message>
    <message>
        <source>Writing the configuration…</source>
        <translation>Skriver konfigurationen…</translation>
    </message>
</context>
<context>
    <name>hearth::SignInModel</name>
    <message>
        <source>To be renewed when the sign-in service is back</source>
        <translation>Förnyas när inloggningstjänsten är tillbaka</translation>
    </message>
    <message>
        <source>Until %1, the sign-in service is unreachable</source>
        <translation>Till %1, inloggningstjänsten går inte att nå</translation>
    </message>
    <message>
        <source>Renewed by itself</source>
        <translation>Förnyas av sig självt</translation>
    </message>
    <message>
        <source>Until %1, then renewed by itself</source>
        <translation>Till %1, sedan förnyas det av sig självt</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Inte inloggad</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Inloggad</translation>
    </message>
    <message>
        <source>Somebody is signing in.</source>
        <translation>Någon loggar in.</translation>
    </message>
    <message>
        <source>The sign-in has ended.</source>
        <translation>Inloggningen har upphört.</translation>
    </message>
    <message>
        <source>Nobody is signed in here.</source>
        <translation>Ingen är inloggad här.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>Sign in again</source>
        <translation>Logga in igen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Logga in</translation>
    </message>
    <message>
        <source>Sign-in service unreachable since %1</source>
        <translation>Inloggningstjänsten går inte att nå sedan %1</translation>
    </message>
</context>
<context>
    <name>hearth::StatusModel</name>
    <message>
        <source>Not used</source>
        <translation>Används inte</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Ansluten</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Ansluter</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>Försöker igen</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Nekad</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>Ingen anslutning</translation>
    </message>
    <message>
        <source>%1 min behind</source>
        <translation>%1 min efter</translation>
    </message>
    <message>
        <source>%1 h behind</source>
        <translation>%1 h efter</translation>
    </message>
    <message>
        <source>last heard %1</source>
        <translation>hördes senast %1</translation>
    </message>
    <message>
        <source>%1: this account may not read it</source>
        <translation>%1: kontot får inte läsa dem</translation>
    </message>
    <message>
        <source>none</source>
        <translation>inga</translation>
    </message>
    <message>
        <source>none since %1</source>
        <translation>inga sedan %1</translation>
    </message>
    <message>
        <source>prices until %1</source>
        <translation>priser till %1</translation>
    </message>
    <message>
        <source>This device alone</source>
        <translation>Bara den här enheten</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>Inloggning krävs</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Utloggad</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Loggar in…</translation>
    </message>
    <message>
        <source>no energy data</source>
        <translation>inga energidata</translation>
    </message>
    <message>
        <source>no heat pump data</source>
        <translation>inga värmepumpsdata</translation>
    </message>
    <message>
        <source>no climate data</source>
        <translation>inga klimatdata</translation>
    </message>
    <message>
        <source>no prices</source>
        <translation>inga priser</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>fetching history %1 %</source>
        <translation>hämtar historik %1 %</translation>
    </message>
    <message>
        <source>fetching history</source>
        <translation>hämtar historik</translation>
    </message>
    <message>
        <source>Sign-in unreachable</source>
        <translation>Inloggning går inte att nå</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Inte ansluten</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Ansluter…</translation>
    </message>
    <message>
        <source>Partly: %1</source>
        <translation>Delvis: %1</translation>
    </message>
    <message>
        <source>Partly live</source>
        <translation>Delvis live</translation>
    </message>
    <message>
        <source>No readings since %1</source>
        <translation>Inga mätvärden sedan %1</translation>
    </message>
    <message>
        <source>Connected, no readings since %1</source>
        <translation>Ansluten, inga mätvärden sedan %1</translation>
    </message>
    <message>
        <source>No readings yet</source>
        <translation>Inga mätvärden än</translation>
    </message>
    <message>
        <source>Connected, no readings yet</source>
        <translation>Ansluten, inga mätvärden än</translation>
    </message>
    <message>
        <source>Not permitted</source>
        <translation>Inte tillåtet</translation>
    </message>
    <message>
        <source>This account may read nothing</source>
        <translation>Kontot får inte läsa något</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Ingen</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>Sparas i %1</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>Sedan %1</translation>
    </message>
    <message>
        <source>Recorded by %1</source>
        <translation>Spelas in av %1</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problem</numerusform>
        </translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Inspelning</translation>
    </message>
    <message>
        <source>Paused, kept in memory</source>
        <translation>Pausad, sparas i minnet</translation>
    </message>
    <message>
        <source>This dashboard</source>
        <translation>Den här skärmen</translation>
    </message>
    <message>
        <source>History from</source>
        <translation>Historik från</translation>
    </message>
    <message>
        <source>History since</source>
        <translation>Historik sedan</translation>
    </message>
    <message>
        <source>Newest reading</source>
        <translation>Senaste mätvärde</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>Storlek på disk</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>Readings refused</source>
        <translation>Nekade mätvärden</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Inloggad</translation>
    </message>
    <message>
        <source>Account may not read</source>
        <translation>Kontot får inte läsa</translation>
    </message>
</context>
<context>
    <name>hearth::TimeChartModel</name>
    <message>
        <source>Being fetched …</source>
        <translation>Hämtas …</translation>
    </message>
    <message>
        <source>No data in these 24 hours</source>
        <translation>Inga data för dessa 24 timmar</translation>
    </message>
    <message>
        <source>What has these hours cannot be reached now</source>
        <translation>Det som har dessa timmar går inte att nå nu</translation>
    </message>
    <message>
        <source>Nobody keeps these hours: they are drawn from now on</source>
        <translation>Ingen sparar dessa timmar: de ritas från och med nu</translation>
    </message>
</context>
</TS>
