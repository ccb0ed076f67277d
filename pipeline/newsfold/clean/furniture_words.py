# ruff: noqa: RUF001  letters of other alphabets are what this table is for
"""Data: how sites word their furniture, in thirteen languages.

`LABELS` are whole lines. `STARTS` are patterns for the start of a short line, `WHOLES` for all of it, tried on a line in lower
case without the signs at its ends. Each must be so narrow that no sentence of a report answers to it.
"""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "en": """news|breaking news|latest news|top news|world news|latest|the latest|breaking|exclusive|live|video|photos|photo|gallery
        |comments|comment|share|share this|share this article|tags|topics|related|related stories|related articles|related posts
        |related content|read more|see more|more|read also|read next|more stories|more news|recommended|trending|trending now
        |most read|most popular|top stories|subscribe|subscribe now|sign up|sign up now|sign in|log in|login|register|newsletter
        |advertisement|advertisements|advertising|sponsored|sponsored content|promoted|ad|story continues below|article continues below
        |story continues below advertisement|article continues after advertisement|continue reading|skip to content|back to top
        |upstairs|to the top|print|print this page|email|copy link|listen|listen to this article|save|save article|menu|search|home
        |loading|like this|like loading|like this: loading|be the first to comment|comments are closed|no comments|no comments yet
        |you may also like|you might also like|you may be interested in|don't miss|editors' picks|editor's picks|follow us
        |the big picture|big picture|what happened|what happened next|why it matters|why this matters|what's next|what is next
        |what next|what happens next|what to watch|what to know|what we know|the bottom line|bottom line|key takeaways|key points
        |the takeaway|at a glance|in brief|the short version|the details|between the lines|go deeper|zoom in|zoom out|how it works
        |driving the news|what they're saying|state of play|by the numbers|catch up quick|be smart|yes, but|reality check|the backstory
        |background|the background|context|the context|timeline|summary|highlights|story highlights|tl;dr
        |reactions|the reaction|our view|opinion|analysis|editorial|politics|world|business|sport|sports|technology|entertainment
        |health|science|local news|press release|for immediate release""",
    "de": """nachrichten|news|aktuell|eilmeldung|kommentare|kommentar|artikel teilen|teilen|mehr zum thema|mehr dazu|weitere artikel
        |weiterlesen|lesen sie auch|auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren|anzeige|werbung
        |newsletter|newsletter abonnieren|jetzt abonnieren|abonnieren|anmelden|zur startseite|nach oben|drucken|schlagwörter|themen
        |das große ganze|was passiert ist|was ist passiert|warum das wichtig ist|warum es wichtig ist|wie es weitergeht
        |wie geht es weiter|was kommt als nächstes|das wichtigste in kürze|auf einen blick|hintergrund|die hintergründe|fazit
        |politik|wirtschaft|panorama|meinung|kurz erklärt|zusammenfassung""",
    "es": """noticias|últimas noticias|última hora|comentarios|comentario|compartir|comparte|compartir este artículo|leer más|lee también
        |lea también|le puede interesar|te puede interesar|más información|más noticias|noticias relacionadas|artículos relacionados
        |publicidad|anuncio|suscríbete|suscríbase|suscribirse|boletín|etiquetas|imprimir|volver arriba|deja un comentario
        |el panorama general|el panorama|qué pasó|qué ocurrió|qué sucedió|por qué importa|por qué es importante|qué sigue|qué viene ahora
        |y ahora qué|las claves|claves|en resumen|de un vistazo|contexto|antecedentes|el contexto|política|economía|opinión|sociedad""",
    "fr": """actualités|actualité|actu|dernières nouvelles|commentaires|commentaire|partager|partager cet article|lire la suite|lire aussi
        |à lire aussi|à lire également|voir aussi|sur le même sujet|articles similaires|articles liés|publicité|s'abonner|abonnez-vous
        |newsletter|infolettre|mots-clés|étiquettes|imprimer|haut de page|laisser un commentaire|j'aime ça|j'aime chargement
        |vue d'ensemble|la vue d'ensemble|ce qui s'est passé|que s'est-il passé|pourquoi c'est important|et maintenant|la suite
        |et après|prochaines étapes|l'essentiel|en bref|en résumé|le contexte|contexte|politique|économie|société|monde|opinion""",
    "pt": """notícias|últimas notícias|comentários|comentário|compartilhar|compartilhe|partilhar|leia mais|leia também|ler mais|veja também
        |saiba mais|notícias relacionadas|artigos relacionados|publicidade|anúncio|assine|inscreva-se|subscrever|newsletter|imprimir
        |voltar ao topo|deixe um comentário|o panorama geral|o que aconteceu|por que isso importa|por que importa|porque é importante
        |o que vem a seguir|e agora|em resumo|contexto|política|economia|mundo|opinião""",
    "it": """notizie|ultime notizie|ultim'ora|commenti|commento|condividi|condividi su|leggi anche|leggi di più|leggi tutto
        |ti potrebbe interessare|potrebbe interessarti|articoli correlati|pubblicità|iscriviti|abbonati|newsletter|stampa|torna su
        |lascia un commento|il quadro generale|cosa è successo|che cosa è successo|perché è importante|perché conta|cosa succede ora
        |e adesso|in breve|in sintesi|il contesto|contesto|politica|economia|cronaca|esteri|opinioni""",
    "nl": """nieuws|laatste nieuws|reacties|reactie|deel|delen|deel dit artikel|lees meer|lees ook|lees verder|meer nieuws|gerelateerd
        |gerelateerde artikelen|advertentie|abonneer|abonneer nu|aanmelden|nieuwsbrief|printen|naar boven|laat een reactie achter
        |het grote plaatje|wat er gebeurde|wat is er gebeurd|waarom het belangrijk is|waarom dit belangrijk is|wat nu|hoe nu verder
        |in het kort|samenvatting|achtergrond|politiek|economie|binnenland|buitenland|opinie""",
    "uk": """новини|останні новини|головні новини|коментарі|коментар|поділитися|поділитись|читайте також|читати також|читати далі
        |більше новин|детальніше|дивіться також|реклама|підписатися|підписатись|теги|друк|нагору|догори|залишити коментар|загальна картина
        |що сталося|чому це важливо|що далі|головне|коротко|контекст|передісторія|політика|економіка|світ|суспільство|думки""",
    "ru": """новости|последние новости|главные новости|комментарии|комментарий|поделиться|читайте также|читать также|читать далее
        |подробнее|смотрите также|материалы по теме|по теме|реклама|подписаться|теги|метки|печать|наверх|вверх|оставить комментарий
        |общая картина|что произошло|что случилось|почему это важно|что дальше|главное|коротко|кратко|контекст|предыстория|политика
        |экономика|мир|в мире|общество|мнения|мнение""",
    "pl": """wiadomości|aktualności|najnowsze wiadomości|komentarze|komentarz|udostępnij|podziel się|czytaj także|czytaj też|czytaj więcej
        |czytaj dalej|zobacz też|zobacz także|powiązane artykuły|reklama|subskrybuj|zapisz się|newsletter|tagi|drukuj|do góry
        |zostaw komentarz|szerszy obraz|co się stało|dlaczego to ważne|co dalej|w skrócie|kontekst|tło|polityka|gospodarka|świat|opinie""",
    "tr": """haberler|haber|son dakika|son dakika haberleri|yorumlar|yorum|paylaş|devamını oku|ayrıca okuyun|bunları da okuyun|ilgili haberler
        |benzer haberler|reklam|abone ol|kaydol|bülten|etiketler|yazdır|yukarı çık|yorum yap|büyük resim|ne oldu|neden önemli|sırada ne var
        |şimdi ne olacak|bundan sonra ne olacak|özet|kısaca|arka plan|siyaset|politika|ekonomi|dünya|gündem""",
    "zh": """新闻|最新消息|最新新闻|评论|留言|分享|分享到|阅读更多|延伸阅读|相关新闻|相关阅读|相关文章|广告|订阅|打印|返回顶部|标签|发表评论|大局|发生了什么
        |为何重要|为什么重要|接下来|下一步|背景|摘要|要点|概览|新聞|評論|閱讀更多|延伸閱讀|相關新聞|廣告|訂閱""",
    "ja": """ニュース|最新ニュース|速報|コメント|シェア|シェアする|続きを読む|関連記事|関連ニュース|あわせて読みたい|おすすめ記事|広告|購読|登録|印刷|タグ
        |トップへ戻る|ページトップへ|全体像|何が起きたか|何が起きたのか|なぜ重要か|なぜ重要なのか|今後の展開|今後|次は|背景|要約|まとめ|ポイント""",
    "ar": """أخبار|الأخبار|آخر الأخبار|عاجل|تعليقات|التعليقات|شارك|شارك المقال|مشاركة|اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|مواضيع ذات صلة|إعلان
        |اشترك|اشترك الآن|طباعة|الوسوم|العودة إلى الأعلى|اترك تعليقا|الصورة الكبيرة|ماذا حدث|لماذا هذا مهم|ما التالي|ماذا بعد|خلفية|السياق
        |سياسة|اقتصاد|رأي""",
}

_MAIL = r"\b(?:newsletters?|inbox|(?:your|by|via) e-?mail|digest|bulletin|alerts|whatsapp channel|telegram channel|archive)\b"
_DATE = (
    r"(?:\d[\d:./,\-]*(?:st|nd|rd|th)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]*"
    r"|[ap]\.?m\.?|gmt|utc|[a-z]{1,3}t|at|on|ago|minutes?|hours?|days?)"
)

STARTS: Final = (
    # prompts to subscribe, register, follow, support
    rf"(?:subscribe|sign up|register|join)\b.*{_MAIL}",
    rf"(?:get|receive|access|enjoy|try)\b.*(?:{_MAIL}(?:.* (?:free|at no cost|every|daily|weekly|e-?mail|sign up))?$|\byour inbox\b)",
    r"become a (?:free )?(?:member|subscriber)\b",
    r"unlock\b.*\b(?:at no cost|for free)\b",
    r"newsletter\s?: ",
    r"disclaimer\s?: ",
    r"(?:type|enter) your e-?mail",
    r"(?:discover|learn) more from\b",
    r"(?:join|follow) our\b.*\b(?:channel|page|group|whatsapp|telegram)\b",
    r"(?:.{0,60}[?!.] )?follow (?:us|.{2,40}) on (?:facebook|twitter|x|instagram|tiktok|youtube|linkedin|google|whatsapp|telegram|threads)\b",
    r"(?:did you (?:like|enjoy)|if you (?:liked|enjoyed)|enjoyed|like) (?:this|our)\b(?: (?:story|article|post))?\W",
    r"if you (?:value|appreciate) .*(?:journalism|reporting|coffee)",
    r"support (?:our|independent) journalism\b",
    r".{2,60} is (?:a )?reader-supported\b",
    r"(?:what do you (?:make of it|think)\b.*|(?:tell us|let us know) what you think\b.*)",
    r"have your say\b",
    r"(?:click|tap) here (?:to|for|and)\b.*\b(?:subscribe|newsletter|sign up|download|more)\b",
    r"download (?:our|the) (?:free )?(?:mobile )?app\b",
    # cookies, shares, comments
    r"(?:we|this (?:web)?site|our (?:web)?site|this page) uses? cookies",
    r"by continuing (?:to (?:use|browse)|you)\b",
    r"share (?:this|on|via|it)\b(?! year| week| month)",
    r"(?:leave|post|write|add|join) (?:a|your|the) (?:comments?|reply|conversation|discussion)\b",
    r"comments? (?:\(?\d+\)?|are closed|are off|off)\b",
    r"\d+ comments?$",
    # other articles
    r"(?:read|see|watch|also|check) (?:more|also|next|now|read|out)\s?:",
    r"(?:related|recommended)(?: (?:posts?|story|stories|articles?|coverage|content|news|reading|video|link))?\s?:",
    r"(?:previous|next) (?:post|article|story)\b",
    r"(?:originally|first) (?:published|appeared) (?:on|in|at|by)\b",
    r"this (?:story|article|post|report) (?:was |has been |is )?(?:originally|first|also|reprinted|republished)\b",
    r"this (?:post|article|page|story) (?:may )?contains? affiliate links",
    r"some (?:of the )?links in this (?:article|post)",
    # credits, dates, tags
    r"(?:tags?|tagged|categor(?:y|ies)|filed under|posted in|keywords)\s?:",
    r"(?:photos?|images?|pictures?|video|main image|featured image|cover image|photograph)(?: credits?| courtesy| by)?\s?: ",
    r"(?:photo|image|picture) (?:credit|courtesy)",
    r"contributing\s?:",
    rf"(?:last )?(?:updated|published|posted|modified)(?: on| at)?\s?:? ?(?:{_DATE}[ ,|•·\-]*)+$",
    r"copyright(?: \S+)?\W+\d{4}\b",
    # German, Dutch
    r"(?:abonnieren sie|melden sie sich|jetzt anmelden|newsletter abonnieren).*(?:newsletter|kostenlos|an$)",
    r"(?:wir verwenden|diese (?:web)?seite verwendet|diese website nutzt|wir nutzen) cookies",
    r"(?:artikel|beitrag|diesen artikel) teilen\b",
    r"kommentare?\s?(?:\(\d+|:|– |- )",
    r"(?:lesen sie (?:auch|mehr|hier)|mehr zum thema|lesetipp|siehe auch|auch interessant)\s?:",
    r"(?:foto|fotos|bild|bilder|quelle|quellen|schlagwörter|schlagworte)\s?: ",
    r"(?:schreiben sie|hinterlassen sie) einen kommentar",
    r"(?:folgen sie|folge) uns (?:auf|bei)\b",
    r"(?:mehr|entdecke mehr) von \S+ (?:entdecken|erfahren)",
    r"(?:lees ook|lees meer|lees verder|zie ook|bron|beeld)\s?: ",
    r"(?:wij gebruiken|deze website gebruikt|we gebruiken) cookies",
    r"(?:schrijf je in|meld je aan|abonneer je)\b.*nieuwsbrief",
    # Spanish, Portuguese, Italian, French
    r"(?:utilizamos|usamos|este sitio (?:web )?(?:utiliza|usa)) cookies",
    r"(?:suscríbete|suscríbase|regístrate|apúntate|recibe)\b.*(?:boletín|newsletter|correo|noticias)",
    r"(?:deja|escribe|publica) (?:un|tu) comentario",
    r"(?:te|le) (?:ha )?(?:gustó|gustado) (?:esta|este|el|la)\b|gostou (?:d[aeo]|desta|deste)\b|ti è piaciut[oa]\b",
    r"(?:cet article|ce billet) vous a plu|(?:hat ihnen|gefällt ihnen) (?:der|dieser) (?:artikel|beitrag)",
    r"(?:lee|lea|leer) (?:también|más)\s?:|te puede interesar\s?:|ver también\s?:",
    r"(?:comparte|compartir|compártelo) (?:en|esto|este|esta|con)\b",
    r"(?:síguenos|síganos) en\b",
    r"(?:descubre más de|más de) \S+ ?\S*$",
    r"(?:foto|fotos|imagen|fuente|fuentes|etiquetas|archivado en)\s?: ",
    r"(?:usamos|utilizamos|este site (?:usa|utiliza)) (?:os )?cookies",
    r"(?:assine|inscreva-se|cadastre-se|receba|subscreva)\b.*(?:newsletter|boletim|e-?mail|notícias)",
    r"(?:leia|veja|ler|saiba) (?:também|mais)\s?:",
    r"(?:compartilhe|partilhe) (?:isso|isto|no|na|nas|com|este|esta)\b",
    r"(?:deixe|escreva) (?:um|o seu|seu) comentário",
    r"(?:siga|siga-nos|nos siga) (?:n[oa]s?|-nos|o nosso)\b.*(?:instagram|facebook|twitter|whatsapp|telegram|canal)",
    r"(?:fonte|imagem|crédito|créditos|publicado por)\s?: ",
    r"(?:questo sito utilizza|utilizziamo|usiamo)(?: i)? cookie",
    r"(?:iscriviti|abbonati|registrati)\b.*(?:newsletter|canale)",
    r"(?:leggi|vedi|guarda) anche\s?:",
    r"(?:condividi|lascia) (?:su|questo|un commento)\b",
    r"(?:seguici|seguiteci) (?:su|anche)\b",
    r"(?:nous utilisons|ce site utilise)(?: des| les)? cookies",
    r"(?:abonnez-vous|inscrivez-vous|recevez)\b.*(?:e-?mail|newsletter|lettre|infolettre)",
    r"en savoir plus sur \S",
    r"(?:à lire|lire|voir) (?:aussi|également)\s?:",
    r"(?:partager|partagez) (?:sur|cet|cette|ceci|avec)\b",
    r"(?:laisser|laissez|écrire) un commentaire",
    r"(?:suivez-nous|retrouvez-nous) sur\b",
    r"j'aime (?:ça|chargement)",
    r"(?:crédits?|crédit photo|photo|mots-clés|étiquettes)\s?: ",
    # Ukrainian, Russian, Polish, Turkish
    r"(?:ми використовуємо|цей сайт використовує|мы используем|этот сайт использует|сайт использует)\b.*(?:cookie|куки)",
    r"(?:підписуйтесь|підписуйтеся|підпишіться|подписывайтесь|подпишитесь|присоединяйтесь|приєднуйтесь|долучайтесь) (?:на|до|к) (?:наш|нас)",
    r"(?:понравилась|понравился|сподобалась|сподобався) (?:статья|материал|стаття|матеріал)",
    r"(?:читайте|читай|дивіться|смотрите|читать|читати) (?:також|также|ще|еще|далі|далее)\s?:",
    r"(?:поделиться|поделитесь|поділитися|поділитись|поділіться)\b\s?(?::|в |у |с |з |цим|этой|этим)",
    r"(?:коментарі|комментарии|комментариев|коментарів)\s?(?:\(\d+|:)",
    r"(?:фото|джерело|источник|теги|метки|фотограф|зображення)\s?: ",
    r"(?:używamy|ta strona używa|nasza strona używa|strona korzysta z) (?:plików )?(?:cookie|cookies|ciasteczek)",
    r"(?:zapisz się|subskrybuj|zaprenumeruj)\b.*(?:newsletter|biuletyn)",
    r"(?:czytaj|zobacz|przeczytaj) (?:także|też|również|więcej)\s?:",
    r"(?:udostępnij|podziel się) (?:na|to|ten|tym)\b",
    r"(?:obserwuj|śledź) nas na\b",
    r"(?:fot|foto|źródło|tagi|zdjęcie)\.?\s?: ",
    r"(?:bu (?:web )?sitesi?|sitemiz|web sitemiz)\b.*çerez",
    r"(?:abone olun|bültenimize|haber bültenimize|kaydolun)\b",
    r"(?:ayrıca okuyun|ilgili haber|bunlara da bakın)\s?:",
    r"(?:bizi|kanalımızı) (?:.{0,30} )?takip edin\b",
    r"(?:kaynak|fotoğraf|etiketler|foto)\s?: ",
    # Chinese, Japanese, Arabic
    r"(?:订阅|訂閱)(?:我们|我們|本报|本站).{0,20}$|(?:扫码|掃碼)关?注?",
    r"(?:本网站使用|我们使用|本站使用|本網站使用).{0,8}cookie",
    r"(?:来源|來源|图片来源|圖片來源|摄影|责任编辑|责编|编辑|延伸阅读|相关阅读|推荐阅读)\s?[:：]",
    r"(?:当|本)?(?:サイト|ウェブサイト)では?(?:cookie|クッキー)",
    r"(?:関連記事|あわせて読みたい|出典|写真|画像|提供)\s?[:：]",
    r"(?:メールマガジン|ニュースレター|メルマガ).{0,12}(?:登録|購読)",
    r"(?:اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|المصدر|مصدر الصورة|الوسوم|تصوير|شاهد أيضا)\s?:",
    r"(?:اشترك|سجل)\b.*(?:النشرة|نشرتنا|البريد|قناتنا)",
    r"(?:يستخدم (?:هذا )?الموقع|نستخدم) ملفات",
    r"تابعونا? على\b",
)

_NETWORK = r"(?:facebook|twitter|x|instagram|linkedin|whatsapp|telegram|pinterest|reddit|e-?mail|tumblr|pocket|print|copy link|tiktok|youtube|threads|bluesky|вконтакте|одноклассники|share|click to share.*)"

WHOLES: Final = (
    rf"{_NETWORK}(?:[\W_]+{_NETWORK})*",
    r"(?:https?://|www\.)\S+|(?:\w+\.)+\w{2,6}/\S+",
    r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",
    r"(?:the )?(?:.{2,40} )?(?:all rights reserved|alle rechte vorbehalten|todos los derechos reservados|tous droits réservés)",
    r".{0,60}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos os direitos reservados|tutti i diritti riservati).{0,40}",
    r"(?:source|sources|via|agencies)\s?: .{2,60}",
    r".{3,60} contributed (?:reporting|to this (?:report|story|article))(?: (?:from|to) .{2,40})?",
    r"(?:with|from) (?:.{2,20} )?(?:wires?|wire services|news services|agency inputs|inputs from agencies)",
    r"(?:reading time|lesezeit|tiempo de lectura|temps de lecture|tempo de leitura|tempo di lettura|leestijd|czas czytania|okuma süresi|время чтения|час читання)\W.{1,20}",
    r"\d+[ -]min(?:ute)?s? (?:read|de lecture|de lectura|de leitura|lesezeit)",
    r"more (?:from|on|in) .{2,40}",
    r"(?:like|j'aime|me gusta|gefällt mir)[\W_]+(?:loading|chargement|cargando|wird geladen).*",
    r"(?:the )?[\w' ]{2,30} newsletter",
)

# A line that opens a list of other articles, and all that follows it if nothing but short lines follow.
LISTS: Final = r"(?:related|recommended|read (?:more|also|next)|see (?:more|also)|more (?:from|stories|news|on)|you m(?:ay|ight) also|most (?:read|popular)|trending|top stories|mehr zum thema|das könnte|auch interessant|lesen sie auch|te puede interesar|noticias relacionadas|artículos relacionados|à lire|lire aussi|sur le même sujet|articles (?:similaires|liés)|leia (?:também|mais)|veja também|leggi anche|articoli correlati|lees ook|gerelateerd|читайте|материалы по теме|czytaj|zobacz|ilgili haberler|benzer haberler|相关|延伸|関連|あわせて|مواضيع ذات صلة|اقرأ)"

# Words that open a credit, followed by "by" and names.
CREDITS: Final = r"(?:(?:additional |with )?(?:reporting|writing|editing|compiled|edited|written|reported))"

# Words that open a byline; what follows must look like names.
BYLINES: Final = r"(?:by|story by|words by|text by|von|par|por|da|di|door|autor|author|автор|текст|yazan)"
