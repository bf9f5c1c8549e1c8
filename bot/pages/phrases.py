"""How pages that are no article announce themselves, in many languages, compared as letters and digits alone."""

from __future__ import annotations

from typing import Final


def plain(text: str) -> str:
    """Return ``text`` as words in one case, without punctuation, apostrophes closed up."""
    closed = text.casefold().replace("'", "").replace("’", "").replace("`", "")
    return " ".join("".join(char if char.isalnum() else " " for char in closed).split())


def _phrases(*lines: str) -> frozenset[str]:
    return frozenset(plain(phrase) for line in lines for phrase in line.split("|"))


LOGIN: Final = _phrases(
    "log in|login|log on|logon|sign in|signin|sign up|signup|log in or sign up|sign in or sign up",
    "login or register",
    "please log in|please sign in|log in to continue|sign in to continue|member login|user login|account login",
    "log in to your account|sign in to your account|login required|you must log in|you must log in to continue",
    "log into facebook|log in to facebook|facebook log in or sign up|login instagram|log in to x",
    "log in to twitter",
    "log in to tiktok|linkedin login sign in|join linkedin|sign in linkedin|log in with facebook|welcome back",
    "subscribe or log in|create an account|authentication required|single sign on|web login service",
    "iniciar sesión|inicia sesión|inicio de sesión|iniciar sesion|acceder|entra en facebook|regístrate",
    "se connecter|connexion|connectez-vous|identifiez-vous|s'identifier|connexion à facebook|inscription",
    "anmelden|einloggen|anmeldung|login erforderlich|bei facebook anmelden|bitte anmelden|registrieren",
    "accedi|accesso|entra|iscriviti|accedi a facebook|entrar|iniciar sessão|fazer login",
    "entrar no facebook|acessar",
    "inloggen|aanmelden|log ind|logga in|logg inn|kirjaudu|kirjaudu sisään|zaloguj się|logowanie|zaloguj",
    "přihlášení|přihlásit se|prihlásenie|bejelentkezés|autentificare|conectare|prijava|prijavi se|вход|войти",
    "авторизация|вход в систему|увійти|вхід|влез|σύνδεση|είσοδος|giriş yap|giriş|oturum aç|התחברות|כניסה",
    "تسجيل الدخول|دخول|ورود|وارد شوید|लॉग इन करें|लॉगिन|साइन इन करें|লগ ইন|உள்நுழைக|เข้าสู่ระบบ|đăng nhập",
    "masuk",
    "log masuk|mag log in|ingia|登录|登入|登錄|登陆|ログイン|サインイン|로그인",
)

CONSENT: Final = _phrases(
    "before you continue|before you continue to google|before you continue to google search",
    "before you continue to youtube|yahoo is part of the yahoo family of brands|privacy gate|cookie wall",
    "cookie consent|consent|your privacy choices|we value your privacy|your privacy is important to us",
    "we care about your privacy|cookie settings|privacy settings|manage your privacy|your data your choice",
    "accept cookies|we use cookies|this website uses cookies|privacy and cookie settings",
    "accept cookies to continue",
    "bevor sie fortfahren|bevor sie zu google weitergehen|bevor sie zu youtube weitergehen",
    "zustimmung erforderlich",
    "yahoo ist teil der yahoo markenfamilie|datenschutzeinstellungen|privatsphäre einstellungen",
    "cookie einstellungen",
    "wir benötigen ihre zustimmung|wir respektieren ihre privatsphäre|ihre privatsphäre ist uns wichtig",
    "avant de continuer|avant d'accéder à google|avant d'accéder à youtube",
    "yahoo fait partie de la famille yahoo",
    "gestion des cookies|paramètres des cookies|nous respectons votre vie privée|antes de continuar",
    "antes de ir a google|antes de ir a youtube|yahoo es parte de la familia de marcas de yahoo",
    "ajustes de cookies",
    "configuración de cookies|tu privacidad es importante|antes de continuar para o google|sua privacidade",
    "prima di continuare|prima di continuare su google|prima di continuare su youtube|la tua privacy",
    "voordat je verdergaat|voordat je verdergaat naar google|je privacyinstellingen|privacy instellingen",
    "dpg media privacy gate|cookiemelding|zanim przejdziesz dalej|cenimy twoją prywatność|innan du fortsätter",
    "før du fortsætter|før du fortsetter|ennen kuin jatkat|než budete pokračovat|devam etmeden önce",
    "прежде чем продолжить|перш ніж продовжити|続行する前に|继续之前|在继续之前|계속하기 전에",
)

NOT_FOUND: Final = _phrases(
    "page not found|404 page not found|page not found 404|404 not found|not found|error 404 not found",
    "404 error page",
    "the page you requested was not found|the page you requested could not be found|page cannot be found",
    "page could not be found|the page cannot be found|the page could not be found|this page could not be found",
    "the page you are looking for could not be found|the page you were looking for could not be found",
    "the page you are looking for doesn't exist|the page you were looking for doesn't exist|page doesn't exist",
    "page does not exist|this page doesn't exist|this page does not exist|oops that page can't be found",
    "that page can't be found|that page cannot be found|sorry page not found|sorry this page isn't available",
    "this page isn't available|this content isn't available|this content isn't available right now",
    "this content is no longer available|page no longer available|this page is no longer available",
    "page unavailable",
    "this video isn't available anymore|video unavailable|this post is no longer available|article not found",
    "story not found|post not found|file not found|content not found|nothing found|oops page not found",
    "page missing",
    "we can't find that page|we can't find the page you're looking for|this account doesn't exist",
    "account suspended",
    "we couldn't find that page|sorry we couldn't find that page|oops|page has been removed",
    "this page has moved",
    "this tweet has been deleted|the article you requested is no longer available|article no longer available",
    "página no encontrada|pagina no encontrada|no se encontró la página|no se ha encontrado la página",
    "la página no existe|la página solicitada no existe|contenido no disponible|error página no encontrada",
    "página não encontrada|pagina nao encontrada|a página não foi encontrada|conteúdo não encontrado",
    "page introuvable|page non trouvée|page inexistante|cette page n'existe pas|la page n'existe pas",
    "la page demandée est introuvable|oups page introuvable|contenu introuvable|erreur 404 page introuvable",
    "seite nicht gefunden|die seite wurde nicht gefunden|diese seite existiert nicht|seite existiert nicht",
    "seite nicht verfügbar|diese seite ist nicht verfügbar|artikel nicht gefunden|inhalt nicht gefunden",
    "pagina non trovata|la pagina non esiste|pagina non disponibile|contenuto non trovato",
    "pagina niet gevonden|deze pagina bestaat niet|pagina bestaat niet|de pagina is niet gevonden",
    "siden blev ikke fundet|siden findes ikke|sidan hittades inte|sidan kunde inte hittas|sidan finns inte",
    "siden ble ikke funnet|fant ikke siden|sivua ei löytynyt|sivua ei löydy|síðan fannst ekki",
    "strona nie została znaleziona|nie znaleziono strony|strona nie istnieje|nie ma takiej strony",
    "stránka nenalezena|stránka nebyla nalezena|stránka neexistuje|stránka nebola nájdená",
    "stranica nije pronađena",
    "stran ni bila najdena|az oldal nem található|a keresett oldal nem található|pagina nu a fost găsită",
    "pagina nu există|страница не найдена|страница не существует|такой страницы нет|сторінку не знайдено",
    "страницата не е намерена|страница није пронађена|η σελίδα δεν βρέθηκε|sayfa bulunamadı",
    "aradığınız sayfa bulunamadı",
    "הדף לא נמצא|العمود غير موجود|الصفحة غير موجودة|لم يتم العثور على الصفحة|الصفحة المطلوبة غير موجودة",
    "صفحه یافت نشد|صفحه مورد نظر یافت نشد|صفحہ نہیں ملا|पृष्ठ नहीं मिला|पेज नहीं मिला|পৃষ্ঠাটি পাওয়া যায়নি",
    "பக்கம் கிடைக்கவில்லை|ไม่พบหน้าที่คุณต้องการ|ไม่พบหน้า|không tìm thấy trang|trang không tồn tại",
    "halaman tidak ditemukan|halaman tidak dijumpai|hindi nahanap ang pahina|ukurasa haujapatikana",
    "页面不存在|页面未找到|找不到页面|您访问的页面不存在|頁面不存在|找不到頁面|找不到網頁",
    "ページが見つかりません|ページが見つかりませんでした|お探しのページは見つかりませんでした",
    "記事が見つかりません",
    "페이지를 찾을 수 없습니다|존재하지 않는 페이지입니다|요청하신 페이지를 찾을 수 없습니다",
)
NUMBER_ALONE: Final = _phrases(
    "404|error 404|404 error|http 404|410|410 gone|gone|erreur 404|fehler 404|errore 404|error|erro 404",
    "oops 404|błąd 404",
    "ошибка 404|404 ошибка|hata 404|エラー|错误",
)
"""Says "not found" only where nothing else is said: an article may be called "404: a history"."""

CHALLENGE: Final = _phrases(
    "just a moment|attention required|attention required cloudflare|checking your browser|one moment please",
    "checking your browser before accessing|please wait|access denied|access to this page has been denied",
    "are you a robot|robot check|human verification|verify you are human|verifying you are human",
    "security check",
    "ddos guard|pardon our interruption|client challenge|bot verification|request blocked",
    "you have been blocked",
    "vercel security checkpoint|performing security verification|unusual traffic|captcha",
    "please verify you are a human",
    "security checkpoint|403 forbidden|forbidden|blocked|request unsuccessful",
    "sucuri website firewall access denied",
    "nur einen moment|einen moment bitte|un momento|un momento por favor|un instant|un instant s'il vous plaît",
    "um momento|un attimo|un attimo per favore|een moment geduld|een ogenblik geduld|ett ögonblick",
    "vent et øjeblik",
    "chwileczkę|один момент|минуточку|bir dakika lütfen|请稍候|請稍候|しばらくお待ちください",
    "잠시만 기다리십시오|لحظة من فضلك",
)

SCRIPT_NEEDED: Final = _phrases(
    "you need to enable javascript to run this app|please enable javascript",
    "please enable javascript to continue",
    "enable javascript|javascript is required|javascript is not available|this site requires javascript",
    "enable javascript and cookies to continue|please enable javascript to view this page",
    "javascript is disabled",
    "this page requires javascript|please turn on javascript|loading|please wait|bitte javascript aktivieren",
    "bitte aktivieren sie javascript|veuillez activer javascript|por favor activa javascript",
    "habilite javascript",
    "per favore abilita javascript|schakel javascript in|включите javascript|cargando|chargement",
    "wird geladen|загрузка",
    "加载中|読み込み中|请启用javascript|javascriptを有効にしてください",
)

FOR_SALE: Final = _phrases(
    "this domain is for sale|this domain name is for sale|the domain is for sale|domain for sale",
    "domain name for sale",
    "this domain may be for sale|domain may be for sale|buy this domain|this domain is available for sale",
    "this web page is parked|this domain is parked|this domain has been parked|parked free courtesy of",
    "this domain has recently been registered|this domain has expired|this domain name has expired",
    "domain parking page",
    "the owner of this domain|is available for purchase|this domain has been registered with",
    "make an offer on this domain",
    "diese domain steht zum verkauf|diese domain kaufen|domain steht zum verkauf|diese domain ist geparkt",
    "ce domaine est à vendre|ce nom de domaine est à vendre|nom de domaine à vendre|este dominio está en venta",
    "dominio en venta|este domínio está à venda|domínio à venda|questo dominio è in vendita|dominio in vendita",
    "deze domeinnaam is te koop|domeinnaam te koop|ta domena jest na sprzedaż|domena na sprzedaż",
    "denna domän är till salu",
    "домен продается|этот домен продается|домен выставлен на продажу|domena je na prodej",
    "bu alan adı satılıktır",
    "此域名正在出售|域名出售|域名转让|このドメインは売り出し中です|이 도메인은 판매 중입니다",
)
"""Looked for within a short page, not only as a whole title."""
