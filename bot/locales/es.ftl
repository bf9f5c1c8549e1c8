# Todas las frases de Mop sobre un mensaje. Sencillas, breves, amables; quien lo reenvió es un amigo.

headline-dangerous = Por favor, no abras { $host }: figura en una lista de páginas de phishing.
headline-impersonation = { $host } no es { $name }. Solo se le parece.
headline-claim-checked = Esto ya se ha verificado: { $publisher } lo calificó como «{ $rating }».
headline-claim-checked-plain = Esto ya lo ha verificado { $publisher }.
headline-unreliable = { $name }: no es una fuente en la que confiar, según { $rater }.
headline-kind-warning = { $name }: { $kind }, según { $rater }.
headline-kind-stated = { $name }: { $kind }.
headline-pattern = Un viejo rumor que vuelve: { $title }.
headline-pattern-since = Circula desde { $since }: { $title }.
headline-state-controlled = { $name }: medio controlado por un Estado, según { $rater }.
headline-raters-disagree = { $name }: hay opiniones distintas sobre hasta qué punto fiarse.
headline-raters-mixed = { $name }: hay que leerlo con cuidado, según { $rater }.
headline-satire = { $name } es sátira: una broma, no una noticia.
headline-old-story = Ojo con la fecha: se publicó el { DATETIME($date, dateStyle: "long") }.
headline-user-generated = { $name }: aquí publica cualquiera, así que importa quién lo hizo.
headline-file-share = { $name }: aquí cualquiera sube un archivo o una página, así que importa quién lo hizo.
headline-petition = { $name }: aquí cualquiera inicia una petición; iniciarla no prueba nada.
headline-fundraising = { $name }: aquí cualquiera puede pedir dinero; mira quién lo pide.
headline-preprint = { $name }: un servidor de prepublicaciones; nadie ha revisado todavía estos artículos.
headline-fact-check = { $name } verifica datos: este enlace es una verificación, no el bulo.
headline-reliable = { $name }: «{ $rating }», según { $rater }.
headline-primary = { $name }: { $kind }, así que estás en el origen.
headline-trusted-here = { $name }: de confianza según { $rater }.
headline-nothing-found = No se sabe nada de { $host }. Eso no lo da por bueno.
headline-nothing-rated = { $name }: { $kind }. Nadie que yo conozca lo ha valorado, y eso no lo da por bueno.
headline-nothing-words = No sé nada de estas palabras. Eso no las hace ciertas.
headline-not-checked = { $host }: { $gap }. Así que no puedo decir nada.
headline-not-checked-source = { $gap-capital }, así que esto trata solo de la fuente, { $name }.
headline-not-fetched = { $host }: no está en ninguna de mis listas y no he abierto la página.
headline-hidden = { $host } oculta adónde lleva, y { $gap }.
headline-no-words = { $gap-capital }, y no hay aquí nada más que yo conozca.

note-rating = { $rater }: «{ $rating }»
note-rating-dated = { $rater }: «{ $rating }» ({ $date })
note-kind = { $rater }: { $kind }
note-kind-dated = { $rater }: { $kind } ({ $date })
note-kind-own = { $name }: { $kind }
note-admins = { $rater } dice: «{ $rating }»
note-real-site = El verdadero sitio de { $name } es { $host }.
note-claim = { $publisher } verificó «{ $claim }» y lo calificó como «{ $rating }»
note-claim-dated = { $publisher } verificó «{ $claim }» el { $date } y lo calificó como «{ $rating }»
note-claim-unrated = { $publisher } verificó «{ $claim }»
note-related = Relacionado, quizá no lo mismo: { $publisher } calificó «{ $claim }» como «{ $rating }»
note-pattern = { $known }
note-also = También dice: { $title }
note-page-says = La propia página dice: «{ $text }»
note-published = Publicado el { DATETIME($date, dateStyle: "long") }
note-headline = Su titular: «{ $text }»

caveat-leads-to = El enlace lleva a { $host }.
caveat-raters-disagree = Estas opiniones difieren mucho: busca una segunda fuente.
caveat-gap = { $gap-capital }, así que esto trata solo de la fuente.
caveat-not-fetched = No he abierto la página, así que esto trata solo de la fuente.
caveat-reading = Todavía estoy leyendo la página.
caveat-look = Vale la pena mirar: ¿quién está detrás, qué cita, quién más lo cuenta?
caveat-links-left-out = { $count ->
    [one] Quedó fuera un enlace más.
   *[other] Quedaron fuera { $count } enlaces más.
}
caveat-more-links = { $count ->
    [one] Nada que decir de otro enlace.
   *[other] Nada que decir de otros { $count } enlaces.
}
caveat-images = Aquí no puedo leer imágenes, así que me guié solo por las palabras.
caveat-claims = No pude consultar las verificaciones, así que puede haber alguna.

signal-clickbait = El texto calla lo que pasó para que hagas clic.
signal-ragebait = El texto está hecho para que te enfades.
signal-chain_letter = Pide que lo reenvíes; así viajan las cadenas.
signal-capitals = Buena parte está en mayúsculas.
signal-miracle = Promete un milagro; rara vez se sostienen.
signal-urgency = Mete prisa; lo que es cierto puede esperar a que se compruebe.
signal-secret = Dice que alguien no quiere que lo sepas; es una forma de que no preguntes.
signal-old_story = Suena a noticia de hoy; la fecha dice otra cosa.

gap-timed_out = la página no respondió a tiempo
gap-unreachable = no se pudo llegar a la página
gap-bad_certificate = el certificado de seguridad de la página no es válido
gap-http_status = el sitio respondió con un error
gap-not_found = esa página ya no existe
gap-too_large = la página es demasiado grande para leerla
gap-too_many_redirects = el enlace da vueltas sin fin
gap-rate_limited = el sitio me pidió que vuelva más tarde
gap-robots = el sitio no deja que los robots lean esta página
gap-not_a_page = es un archivo, no una página con palabras que yo pueda leer
gap-malformed = la respuesta del sitio no tenía sentido
gap-login_wall = la página solo se lee tras iniciar sesión
gap-consent_page = el sitio mostró su aviso de consentimiento en lugar de la página
gap-soft_404 = el sitio dice que la página no existe
gap-parked = la dirección está en venta; no hay página
gap-no_text = la página no tiene palabras que yo pueda leer
gap-not_fetched = no se abrió la página
gap-too_many_links = había demasiados enlaces para leerlos todos
gap-out_of_time = no hubo tiempo de leer la página
gap-source_failed = no se pudo leer una de mis listas
gap-not_installed = aquí no puedo leer imágenes

kind-news = un sitio de noticias
kind-local_news = un sitio de noticias locales
kind-tabloid = prensa sensacionalista
kind-partisan = un sitio con una postura política
kind-public_broadcaster = una radiotelevisión pública
kind-state_controlled = medio controlado por un Estado
kind-influence_operation = parte de una operación de influencia
kind-satire = sátira
kind-conspiracy = un sitio que difunde teorías de la conspiración
kind-pseudoscience = un sitio que difunde pseudociencia
kind-fabricated_news = un sitio que inventa noticias
kind-content_farm = una granja de contenidos: muchas páginas, hechas para el clic
kind-pink_slime = un sitio que parece prensa local y no lo es
kind-fact_checker = un verificador de datos
kind-primary = la propia autoridad u organización
kind-reference = una obra de referencia
kind-science = una editorial científica
kind-preprint = un servidor de prepublicaciones: artículos que nadie ha revisado todavía
kind-charity = una organización benéfica
kind-user_generated = un sitio donde publica cualquiera
kind-shortener = un acortador, que oculta adónde lleva el enlace
kind-archive = un archivo que guarda copias de páginas de otros sitios
kind-wrapper = una dirección que te pasa a otra
kind-file_share = un lugar donde cualquiera sube archivos
kind-petition = un sitio de peticiones
kind-fundraising = un sitio donde cualquiera puede pedir dinero
kind-company = el sitio de una empresa
kind-phishing = una página de phishing

rater-mop-s-own-list = la lista propia de Mop
rater-wikipedia-s-editors = los editores de la Wikipedia en inglés
rater-international-fact-checking-network = la Red Internacional de Verificación (IFCN)
rater-european-fact-checking-standards-network = la red europea de verificadores (EFCSN)
rater-us-courts = tribunales de Estados Unidos
rater-council-of-the-european-union = el Consejo de la Unión Europea
rater-chat-admins = la administración de este grupo
rater-operator = quien gestiona este bot
label-read-instead = Mejor lee esto
label-phishing = sin enlace, a propósito
action-details = Detalles
action-share = Compartir los hechos
action-report = Denunciarlo
action-not_right = ¿No es así?
action-dismiss = Descartar
action-back = Volver
action-send-to-chat = Enviarlo a un chat

details-headline = En detalle: { $host }
details-headline-words = En detalle
details-forwarded = Tal como se envió: { $url }
details-step-scheme_added = escrito sin https://
details-step-refanged = escrito para que no se pudiera pulsar
details-step-wrapper = pasaba por otra dirección
details-step-shortener = detrás de un acortador
details-step-amp = detrás de una copia rápida (AMP)
details-step-archive = detrás de una copia de archivo
details-step-translation = detrás de una traducción
details-step-redirect = redirigido
details-step-meta_refresh = redirigido por la propia página
details-step-tracking_removed = sin rastreo
details-steps = Cómo se desenvolvió el enlace: { $steps }.
details-modified = Modificado el { DATETIME($date, dateStyle: "long") }
details-author = Por { $author }
details-checked = Consultado el { DATETIME($date, dateStyle: "long") }. Mop cita a otros y no juzga por su cuenta.

share-claim = { $publisher } lo verificó y lo calificó como «{ $rating }»:
share-source = { $name } no es una fuente en la que confiar, según { $rater }:
share-state = { $name } es un medio controlado por un Estado, según { $rater }:
share-satire = { $name } es sátira, no una noticia:
share-impersonation = { $host } no es { $name }. El verdadero:
share-dangerous = No abras { $host }: figura en una lista de páginas de phishing.
share-old = Esto es del { DATETIME($date, dateStyle: "long") }, no de hoy:
share-read = Mejor lee: { $title }, { $publisher }:
share-nothing = No tengo nada que compartir sobre esto: no se sabe nada.
report-headline = Denúncialo, no lo alimentes.
report-no-platform = Si lo publicó un desconocido, los tres puntos junto a la publicación llevan a «denunciar». Responder o compartirlo, aunque sea para protestar, lo muestra a más gente.
report-do-not-share = Responder o compartirlo, aunque sea para protestar, lo muestra a más gente.
report-illegal = { $platform } tiene además un formulario para contenidos ilegales.

already-checked = Ya se comprobó aquí hoy.
already-checked-there = La respuesta está más arriba
welcome-group = Compruebo enlaces reenviados: quién valora la fuente, quién verificó lo que dice, qué leer en su lugar.
    Hablo solo cuando algo merece un aviso; con /check como respuesta me preguntas cuando quieras. La administración puede cambiarlo con /mode.
    No guardo textos ni nombres: /privacy.
welcome-direct = Reenvíame un enlace, el texto de un meme o una cadena y te digo qué se sabe: quién valora la fuente, quién verificó lo que dice, qué leer en su lugar. Cito a otros y no juzgo por mi cuenta. /help cuenta más; /privacy, lo que guardo.
help-headline = Lo que puedo hacer
help-check = Reenvíame lo que sea aquí; en un grupo, responde a un mensaje con /check, o escribe /check y un enlace.
about-headline = Mop comprueba enlaces reenviados. Cita por su nombre a quienes valoran y verifican, y no juzga por su cuenta.
about-knows = Conoce { $sources } fuentes, { $patterns } rumores que vuelven y { $topics } temas.
about-free = Es software libre, no guarda textos, no muestra publicidad y no consulta a nadie que no se le haya indicado.
command-start = Qué es esto
command-help = Lo que puedo hacer
command-check = Comprobar un enlace o el mensaje al que respondes
command-mode = Cuándo hablo: off, asked, warn o always
command-language = El idioma en que respondo
command-trust = Confiar en una fuente en este chat
command-distrust = No confiar en una fuente en este chat
command-lists = De quién son las valoraciones que cito
command-stats = Lo que he comprobado aquí
command-privacy = Qué se guarda y cuánto tiempo
command-forget = Borrar lo que se guarda
command-about = Qué es Mop
mode-is = Aquí hablo: { $meaning } Para cambiarlo: /mode off, asked, warn o always.
mode-set = Hecho. Aquí hablo: { $meaning }
mode-off = nunca, salvo por comandos.
mode-asked = solo cuando alguien pregunta.
mode-warn = cuando alguien pregunta y cuando algo merece un aviso.
mode-always = siempre que alguien envía un enlace.
mode-unknown = «{ $word }» no es un modo. Los modos son: off, asked, warn, always.
mode-is-off = Estoy apagado en este chat. La administración puede cambiarlo con /mode asked.
language-is = Respondo en { $language }. Hablo: { $languages }. «auto» sigue a quien lee.
language-auto = el idioma de quien lee
language-set = Hecho. Ahora respondo en { $language }.
language-unknown = Todavía no hablo «{ $word }». Hablo: { $languages }.
trust-usage = Escribe la fuente y por qué: /{ $command } example.org el periódico del pueblo
trust-no-website = «{ $word }» no es un sitio web que yo reconozca.
trust-set = Anotado: la administración de este chat confía en { $subject }. Las demás valoraciones siguen a la vista. /trust { $subject } off lo retira.
distrust-set = Anotado: la administración de este chat no confía en { $subject }. Las demás valoraciones siguen a la vista. /distrust { $subject } off lo retira.
trust-removed = Retirado: la administración de este chat ya no dice nada de { $subject }.
trust-nothing-to-remove = La administración de este chat no había dicho nada de { $subject }.
trust-too-long = Ese motivo es demasiado largo: como mucho { $limit } caracteres.
trust-listed = { $subject }: de confianza
trust-listed-not = { $subject }: no es de confianza
lists-headline = Cito a estos, por su nombre y en sus propias palabras
lists-own = Lo que dice la administración de este chat
stats-headline = { $count ->
    [0] Aquí todavía no he comprobado nada.
    [one] Una comprobación hasta ahora.
   *[other] { $count } comprobaciones hasta ahora.
}
stats-line = { $outcome }: { $count }
outcome-DANGEROUS = enlaces peligrosos
outcome-IMPERSONATION = sitios que se hacen pasar por otro
outcome-CLAIM_CHECKED = afirmaciones ya verificadas
outcome-UNRELIABLE_SOURCE = fuentes en las que no confiar
outcome-KNOWN_PATTERN = rumores que vuelven
outcome-STATE_CONTROLLED = medios controlados por un Estado
outcome-RATERS_DISAGREE = fuentes sobre las que hay opiniones distintas
outcome-SATIRE = sátira
outcome-OLD_STORY = noticias viejas
outcome-USER_GENERATED = publicaciones de cualquiera
outcome-FACT_CHECK = verificaciones
outcome-RELIABLE_SOURCE = fuentes fiables según otros
outcome-NOTHING_FOUND = no se sabe nada
outcome-NOT_CHECKED = no se pudo mirar
privacy-headline = No guardo textos ni nombres. Lo que sí guardo:
privacy-line = { $what }: { $period }
kept-chat-settings = ajustes del chat
kept-chat-settings-until = hasta que se saque a Mop del chat, y 30 días más
kept-local-ratings = en qué confían o no los administradores
kept-local-ratings-until = hasta que lo retiren, o hasta que se saque a Mop del chat, y 30 días más
kept-answers-given = respuestas dadas
kept-answers-given-until = 30 días
kept-counts = recuentos
kept-counts-until = 400 días
kept-disputes = objeciones
kept-disputes-until = hasta que se resuelvan, y 1 año más
kept-audit-log = cambios de los ajustes
kept-audit-log-until = 1 año
kept-updates-in-hand = mensajes aún sin respuesta
kept-updates-in-hand-until = hasta que se respondan, 1 día como mucho
kept-ids-of-answered-updates = números de los mensajes respondidos
kept-ids-of-answered-updates-until = 1 día
privacy-forget = /forget lo borra.
forget-done = { $count ->
    [0] No había nada que borrar.
   *[other] Borrado: { $what }.
}
forget-person = { $count ->
    [0] No guardo nada sobre ti.
    [one] Tu nombre ya no está en la objeción que presentaste. No guardo nada más sobre ti.
   *[other] Tu nombre ya no está en las { $count } objeciones que presentaste. No guardo nada más sobre ti.
}
forget-admins = Para borrar lo que se guarda de este chat, alguien de la administración escribe /forget.
admins-only = Solo la administración de este chat puede hacer eso.
dispute-thanks = Gracias. Quien gestiona este bot lo mirará.
dispute-thanks-words = Gracias. Quien gestiona este bot lo mirará, con tus palabras.
dispute-say-more = Gracias. Quien lleva este bot lo revisará. Si quieres, responde a este mensaje con lo que debería decir y con un enlace que lo muestre.
dispute-about = Se trata de esta respuesta
dispute-accepted = Tenías razón sobre { $what }: está corregido. { $reason }
dispute-declined = Sobre { $what }: se queda como estaba. { $reason }
check-nothing = No hay ningún enlace ni texto que comprobar: responde a un mensaje con /check, o escribe /check y un enlace.
went-wrong = Algo falló por mi parte y no pude mirarlo. Prueba más tarde, por favor.
too-late = Esa respuesta es demasiado antigua para volver a mirarla.
not-yours = Solo puede hacerlo quien publicó el mensaje o alguien de la administración.

# Discord
discord-name-check = comprobar
discord-name-mode = modo
discord-name-language = idioma
discord-name-trust = confiar
discord-name-distrust = desconfiar
discord-name-lists = listas
discord-name-stats = cifras
discord-name-privacy = privacidad
discord-name-forget = olvidar
discord-name-help = ayuda
discord-name-about = acerca
discord-menu-check = Comprobar enlaces
discord-menu-share = Compartir los hechos
discord-option-text = texto
discord-option-show = mostrar_a_todos
discord-option-mode = modo
discord-option-where = donde
discord-option-language = idioma
discord-option-source = fuente
discord-option-reason = motivo
discord-check = Comprueba un enlace o un texto; solo tú ves la respuesta
discord-check-text = El enlace o las palabras que hay que comprobar
discord-check-show = Mostrar la respuesta a todo el mundo aquí
discord-mode-where = Dónde vale: en este canal, o en cada canal que no haya elegido otra cosa
discord-mode-off = off: nunca, salvo con comandos
discord-mode-asked = asked: solo cuando alguien pregunta
discord-mode-warn = warn: si alguien pregunta, y si algo merece un aviso
discord-mode-always = always: siempre que alguien envíe un enlace
discord-scope-channel = este canal
discord-scope-server = todo el servidor
discord-trust-source = El sitio web, por ejemplo example.org
discord-trust-reason = Por qué, para que todos lo lean; «off» lo retira
discord-mode-in-channel = Esto vale para este canal y sus hilos.
discord-mode-in-server = Esto vale para todo el servidor; un canal que eligió otra cosa la conserva.
discord-no-content = No veo los mensajes que no me mencionan: quien gestiona este bot no lo ha activado, o Discord no lo ha permitido. Los comandos, «Comprobar enlaces» y las menciones funcionan.
discord-help = Pulsa un mensaje con el botón derecho, o mantenlo pulsado, y elige Aplicaciones y luego «Comprobar enlaces» o «Compartir los hechos». En un canal también puedes mencionarme en una respuesta.
discord-check-nothing = Ahí no hay ningún enlace ni texto que comprobar.
discord-mention-nothing = No hay nada que comprobar: responde a un mensaje y mencióname, o usa /comprobar. Para imágenes y mensajes que no veo: botón derecho, Aplicaciones, «Comprobar enlaces».
discord-form-title = ¿Qué no es así?
discord-form-words = ¿Qué debería decir?
discord-form-link = Un enlace que lo muestre (no hace falta)
