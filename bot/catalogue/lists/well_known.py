"""Hosts that no list may call bad of a sudden, besides those that sources.yaml relies on.

The most visited sites of the world, from general knowledge: a list that calls one of them unreliable, fabricated
or phishing is more likely to be spoilt than right. Where it is right, its subscription says so (``may_rate``).
"""

from __future__ import annotations

from typing import Final

WELL_KNOWN: Final = frozenset(
    """
    accuweather.com adobe.com airbnb.com akamai.com alibaba.com aliexpress.com allegro.pl amazon.ca
    amazon.co.jp amazon.co.uk amazon.com amazon.de amazon.es amazon.fr amazon.in amazon.it amazonaws.com
    americanexpress.com android.com aol.com apache.org apple.com archive.org asana.com ask.com atlassian.com
    att.com azure.com baidu.com bankofamerica.com bestbuy.com binance.com bing.com bitly.com bloomberg.com
    booking.com box.com brave.com britannica.com calendly.com cambridge.org canva.com capitalone.com cdc.gov
    chase.com chatgpt.com chess.com cisco.com citibank.com cloudflare.com cnet.com coinbase.com coursera.org
    craigslist.org debian.org dell.com deviantart.com dhl.com discord.com discord.gg disney.com disneyplus.com
    docker.com docusign.com doi.org dropbox.com duckduckgo.com duolingo.com ebay.co.uk ebay.com ebay.de
    epicgames.com espn.com etsy.com europa.eu eventbrite.com expedia.com facebook.com fandom.com fastly.com
    fbi.gov fda.gov fedex.com figma.com firefox.com flickr.com forbes.com free.fr freepik.com ft.com g.co
    github.com gitlab.com gmail.com gnu.org godaddy.com goodreads.com google.ca google.co.in google.co.jp
    google.co.uk google.com google.com.br google.com.mx google.de google.es google.fr google.it google.pl
    googleapis.com gov.uk grammarly.com gravatar.com harvard.edu hbo.com healthline.com hilton.com
    homedepot.com hotmail.com hp.com hsbc.com huawei.com hubspot.com hulu.com ibm.com icloud.com ieee.org
    ikea.com imdb.com indeed.com instagram.com intel.com intuit.com investopedia.com irs.gov jd.com jstor.org
    khanacademy.org kickstarter.com lenovo.com line.me linkedin.com linux.org live.com lloydsbank.com
    lowes.com mail.ru mailchimp.com marriott.com mastercard.com mayoclinic.org medium.com mega.nz
    mercadolibre.com messenger.com microsoft.com microsoftonline.com mit.edu mozilla.org msn.com mysql.com
    nasa.gov nationalgeographic.com nature.com naver.com netflix.com nih.gov nike.com nintendo.com noaa.gov
    notion.so npmjs.com nvidia.com office.com openai.com opera.com oracle.com orange.fr outlook.com
    oxfordjournals.org patreon.com paypal.com pexels.com php.net pinterest.com pixabay.com playstation.com
    pornhub.com proton.me python.org qq.com quora.com rakuten.co.jp reddit.com redhat.com researchgate.net
    roblox.com salesforce.com samsung.com santander.com scholastic.com sciencedirect.com shein.com shopify.com
    shutterstock.com signal.org skype.com slack.com snapchat.com sony.com soundcloud.com sourceforge.net
    spotify.com springer.com squarespace.com stackexchange.com stackoverflow.com stanford.edu
    steamcommunity.com steampowered.com stripe.com surveymonkey.com t.co t.me taobao.com target.com
    telegram.org temu.com tesla.com threads.net tiktok.com tmall.com tripadvisor.com tumblr.com twitch.tv
    twitter.com uber.com ubuntu.com udemy.com un.org unesco.org unsplash.com ups.com usps.com verizon.com
    viber.com vimeo.com visa.com vk.com w3.org walmart.com weather.com webmd.com weibo.com wellsfargo.com
    wetransfer.com whatsapp.com whitehouse.gov who.int wikihow.com wikimedia.org wikipedia.org wiley.com
    windows.com wise.com wix.com wordpress.com wordpress.org worldbank.org x.com xbox.com yahoo.co.jp
    yahoo.com yandex.ru yelp.com youtu.be youtube.com zendesk.com zillow.com zoom.us
    """.split()  # noqa: SIM905 - quoted, three hundred hosts would be unreadable
)
