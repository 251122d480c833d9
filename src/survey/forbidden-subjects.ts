/**
 * What a form of the portal never asks, and the words by which such a question shows itself in the eight languages. A list of
 * words is not understanding: it is a net under staff who mean well, not a wall against those who do not. Words are folded
 * (survey/fold.ts) and match whole words; `*` stands for the rest of a word.
 */

export interface ForbiddenSubject {
  readonly code: string;
  /** Why, and what to do instead. */
  readonly text: string;
  /** In a question's label or hint; `*` ends a word. In any language: forms mix them. */
  readonly words: readonly string[];
  /** Also wrong as a choice that is offered. */
  readonly isWrongAsChoice?: boolean;
  /** Whole labels: one word says it all. */
  readonly labels?: readonly string[];
  /** Looked for in the text as it is written: capitals tell AIDS from aids. */
  readonly written?: RegExp;
  /** In a sentence with one of these the words are harmless: where help is, not what happened. */
  readonly excuses?: readonly string[];
  /** Names of questions, as XLSForms have them. */
  readonly names?: RegExp;
}

const list = (text: string): readonly string[] => text.split(',').map((word) => word.trim());

export const forbiddenSubjects: readonly ForbiddenSubject[] = [
  {
    code: 'asks_name',
    text: 'It asks for a name. Leave it out: an answer must never lead to a person.',
    words: list(`
      your name, your full name, full name, first name, last name, surname, family name, name of the respondent,
      name of the head of household, what are you called, respondent s name, nickname, su nombre, tu nombre,
      nombre completo, nombre y apellido*, apellido*, nombre del encuestado, como se llama usted, votre nom, ton
      nom, nom complet, nom et prenom*, prenom*, nom de famille, comment vous appelez vous, seu nome, o teu nome,
      nome completo, sobrenome, como voce se chama, non ou, siyati, non konple, kijan ou rele, ki jan ou rele,
      koman ou rele, اسمك, ما اسم, الاسم الكامل, الاسم الثلاثي, اسم العائله, الاسم الاول, اللقب, jina lako, jina
      kamili, jina la ukoo, unaitwa nani, majina yako, sunanka, sunanki, sunanku, cikakken suna, menene sunan,
      sunan mahaifi, nombres y apellidos, nombre y apellidos, nombre de usted, nombre del jefe, comment t appelles
      tu, como o senhor se chama
    `),
    labels: list(`
      name, names, your name, nombre, nombres, nom, noms, nome, nomes, non, jina, suna, اسم, الاسم, apellidos, prenom,
      como se chama, comment vous appelez vous, initials, iniciales
    `),
    names:
      /^(full_?|first_?|last_?|family_?|resp(ondent)?_?|hoh_?)?(name|nom|nombre|surname|prenom|apellido)s?$/i,
  },
  {
    code: 'asks_phone',
    text: 'It asks for a phone number, an e-mail address or an account. Leave it out: a reply goes by an anonymous ticket.',
    words: list(`
      phone number, telephone number, mobile number, cell number, whatsapp number, your phone no, your email,
      email address, e mail address, facebook account, social media account, contact details, numero de telefono,
      numero de celular, numero de whatsapp, correo electronico, su correo, numero de telephone, numero de
      portable, numero whatsapp, adresse email, adresse e mail, votre courriel, numero de telefone, numero de
      celular, seu email, seu e mail, endereco de email, nimewo telefon, nimewo whatsapp, imel ou, adres imel, رقم
      هاتف*, رقم الهاتف, رقم جوال*, رقم الجوال, رقم الموبايل, رقم الواتساب, بريدك الالكتروني, البريد الالكتروني,
      namba ya simu, nambari ya simu, namba yako, barua pepe, lambar waya, lambar wayar*, lambarka, lambarki, imel
      dinka, adireshin imel, phone no, telephone no, whatsapp no, cual es su telefono, cual es su celular, quel
      est votre telephone, qual e o seu telefone, qual e seu telefone, qual o seu telefone, escriba su telefono,
      indique su telefono, ki telefon ou, namba yako ya simu, nambari yako ya simu, رقم تليفون*, رقم التليفون,
      رقمك
    `),
    labels: list(`
      phone, telephone, mobile, cell, cellphone, whatsapp, email, e mail, telefono, celular, correo, portable, courriel,
      telefone, telefon, هاتف, الهاتف, الجوال, simu, waya, su telefono, votre telephone, seu telefone, su celular
    `),
    names: /^(phone|tel(ephone|efono)?|mobile|celular|whatsapp|e?_?mail|contact)(_?(no|nr|num(ber|ero)?))?$/i,
  },
  {
    code: 'asks_birth_date',
    text: 'It asks for a date of birth. Ask for the age group instead: a date and a place lead to a person.',
    words: list(`
      date of birth, birth date, birthdate, birthday, fecha de nacimiento, date de naissance, data de nascimento,
      dat nesans, dat ou fet, تاريخ الميلاد, تاريخ الولاده, تاريخ ميلاد*, tarehe ya kuzaliwa, ranar haihuwa
    `),
    names: /^(dob|birth_?date|date_of_birth|fecha_nac(imiento)?|date_naissance|data_nascimento)$/i,
  },
  {
    code: 'asks_document',
    text: 'It asks for the number or picture of a document. Leave it out: papers lead to a person.',
    words: list(`
      passport number, passport no, id number, identity number, id card number, identification number, document
      number, registration number, case number, ration card number, visa number, numero de pasaporte, numero de
      documento, numero de cedula, numero de identificacion, numero de identidad, numero de passeport, numero de
      carte, numero d identite, numero de document, numero de dossier, numero do passaporte, numero de passaporte,
      numero do documento, numero de identidade, seu cpf, numero do rg, nimewo paspo, nimewo kat, nimewo
      idantifikasyon, nimewo dokiman, nimewo pyes, رقم الجواز, رقم جواز*, رقم الهويه, رقم هويت*, رقم البطاقه, رقم
      الوثيقه, الرقم الوطني, namba ya pasipoti, nambari ya pasipoti, namba ya kitambulisho, nambari ya
      kitambulisho, namba ya hati, lambar fasfo, lambar fasfot, lambar katin, lambar shaida, lambar takarda*,
      national id number, national id no, number of your id, numero de su cedula, numero de su documento, numero
      do seu documento, numero de votre passeport, numero de su pasaporte
    `),
    labels: list(`
      passport, id, id card, national id, cedula, su cedula, pasaporte, documento, passeport, passaporte, cpf, rg, paspo,
      kat idantite, جواز السفر, الهويه, pasipoti, kitambulisho, fasfo
    `),
    names:
      /^(passport|id|document|doc|cedula|nin|national_?id|case|registration)_?(no|nr|num(ber|ero)?|id)$/i,
  },
  {
    code: 'asks_address',
    text: 'It asks for an exact address or position. Ask for the region or district instead, from a list.',
    words: list(`
      your address, exact address, street address, home address, house number, street name, gps, coordinates,
      exact location, direccion exacta, su direccion, direccion de su casa, nombre de la calle, numero de casa,
      coordenadas, votre adresse, adresse exacte, adresse complete, nom de la rue, numero de maison, coordonnees
      gps, seu endereco, endereco exato, endereco completo, nome da rua, numero da casa, sua morada, adres ou,
      adres egzak, adres kay, non ri a, nimewo kay, عنوانك, العنوان الكامل, العنوان بالضبط, اسم الشارع, رقم البيت,
      رقم المنزل, احداثيات, anwani yako, anwani kamili, jina la mtaa, namba ya nyumba, nambari ya nyumba,
      adireshinka, adireshinki, cikakken adireshi, sunan titi, lambar gida
    `),
    labels: list(`
      address, home address, direccion, domicilio, adresse, domicile, endereco, adres, العنوان, عنوان, anwani, adireshi
    `),
    names:
      /^(street|home|house|exact)?_?(address|adresse|direccion|endereco|gps|geopoint|latitude|longitude)$/i,
  },
  {
    code: 'asks_incident',
    text: 'It asks what somebody lived through. Leave it out: a form on a phone must not open a wound. Ask about conditions of the place, and show where help is.',
    words: list(`
      have you been attacked, were you attacked, have you experienced violence, experienced violence, have you
      been raped, were you raped, rape*, sexual violence, sexual abuse, sexual assault, tortur*, kidnap*, were you
      beaten, did you witness, what happened to you, have you been abused, incident*, forced labour, forced
      marriage, were you trafficked, ha sido victima, fue victima, ha sufrido violencia, violencia sexual, abuso
      sexual, violada, violado, violacion*, secuestr*, que le paso, avez vous subi, violences sexuelles, violence
      sexuelle, viol, violee, enlevement*, enleve, que vous est il arrive, incidents, sofreu violencia, estupr*,
      sequestr*, o que aconteceu com voce, incidente*, eske yo te atake ou, vyolans seksyel, kadejak, yo te
      kidnape, kisa ki te rive ou, tòti*, totir*, ensidan*, هل تعرضت, تعرضت ل*, اغتصاب*, الاغتصاب, عنف جنسي, العنف
      الجنسي, تعذيب, التعذيب, اختطاف, خطفك, ماذا حدث لك, حادثه, uliwahi kushambuliwa, ulishambuliwa, umebakwa,
      kubakwa, ubakaji, ukatili wa kingono, utekaji, ulitekwa, mateso, nini kilikupata, tukio la, an kai maka
      hari, an taba kai maka hari, fyade, cin zarafi, an sace ka, garkuwa da, azabtar*, me ya same ka, are you a
      victim, have you been a victim, were you a victim, a survivor of, were you robbed, been robbed, suffered
      violence, force you to have sex, forced you to have sex, forced to have sex, were you detained, been detained, been beaten, tell us
      your story, tell your story, le han robado, la han robado, le robaron, golpeado, golpeada, lo golpearon, la
      golpearon, cuente su historia, cuentenos su historia, avez vous ete victime, ete battu, ete battue, ete
      agresse*, vous a t on vole, racontez votre histoire, voce foi vitima, foi vitima, foi agredid*, foi assaltad*, foi
      roubad*, bateram em voce, conte sua historia, conte a sua historia, ou te viktim, yo te bat ou, yo te vole
      ou, rakonte istwa, هل كنت ضحيه, ضربك, هل ضربت, سرقك, هل سرقت, احك قصتك, ulipigwa, umepigwa, uliibiwa,
      ulizuiliwa, simulia, an doke ka, an doke ki, an doke ku, an buge ka, an yi maka fashi, labarinka
    `),
    excuses: list(`
      where, donde, ou trouver, ou aller, ou chercher, onde, ki kote, اين, wapi, inda, where to, a quien acudir
    `),
  },
  {
    code: 'asks_perpetrator',
    text: 'It asks who did harm. Leave it out: the answer puts people in danger, and this is no investigation.',
    words: list(`
      who attacked, who did this, who did it, who hurt you, perpetrator*, attacker*, which armed group, name of
      the group, who threatened, smuggler s name, quien le ataco, quien lo hizo, agresor*, que grupo armado,
      perpetrador*, quien lo amenazo, quien la amenazo, nombre del grupo, qui vous a attaque, qui a fait cela,
      agresseur*, quel groupe arme, auteur des faits, auteurs des faits, qui vous a menace, quem atacou, quem fez
      isso, agressor*, qual grupo armado, que grupo armado, quem ameacou, ki moun ki te atake, ki moun ki te fe
      sa, agrese, ki gwoup ame, ki gang, ki moun ki te menase, من هاجمك, من فعل ذلك, الجاني, المعتدي, اي جماعه
      مسلحه, من هددك, اسم الجماعه, nani alikushambulia, nani alifanya, mhalifu, kundi gani la silaha, kikundi
      gani, nani alikutishia, wa ya kai maka hari, wa ya yi haka, wace kungiya, mai laifi, wa ya yi maka barazana,
      which smuggler, what smuggler, which gang, what gang, who harmed you, who beat you, quien le hizo dano,
      quien la hirio, quien lo hirio, que pandilla, que coyote, qui vous a fait du mal, quel passeur, quem
      machucou, quem fez mal, qual coiote, que coiote, ki moun ki te fe ou mal, ki pase, من اذاك, اي مهرب, من
      ضربك, nani alikuumiza, nani alikupiga, wa ya cutar*, wa ya doke*
    `),
  },
  {
    code: 'asks_hiv',
    text: 'It asks about HIV. Leave it out, also as a choice: show the health service instead.',
    isWrongAsChoice: true,
    words: list(`
      hiv, vih, sida, vih sida, antiretroviral*, seropositi*, vyh, vvu, ukimwi, kanjamau, الايدز, ايدز, نقص
      المناعه, فيروس نقص المناعه, السيدا, mai dauke da hiv, cuta mai karya garkuwa
    `),
    written: /\bAIDS\b/,
    names: /(^|_)(hiv|vih|aids|sida)(_|$)/i,
  },
  {
    code: 'asks_orientation',
    text: 'It asks about sexual orientation or gender identity beyond the sex question. Leave it out, also as a choice: in places it is persecuted.',
    isWrongAsChoice: true,
    words: list(`
      sexual orientation, gay, lesbian*, homosexual*, bisexual*, lgbt*, queer, transgender, transsexual*,
      orientacion sexual, lesbiana*, homosexuales, bisexuales, transgenero, transexual*, travesti*, orientation
      sexuelle, lesbienne*, homosexuel*, bisexuel*, transgenre*, orientacao sexual, lesbica*, homossexua*,
      bissexua*, oryantasyon seksyel, omoseksyel, masisi, madivin, الميول الجنسيه, الميل الجنسي, مثلي, مثليه,
      المثليين, متحول جنسيا, mwelekeo wa kijinsia, mwelekeo wa kimapenzi, shoga, msagaji, mashoga, luwadi, madigo,
      dan luwadi
    `),
    names: /(^|_)(lgbt\w*|sexual_orientation|orientation_sexuelle|orientacion_sexual)(_|$)/i,
  },
];

/**
 * "Please do not write your name" asks for none. Whole phrases only, and only before the word they forbid: "no" is half of "phone
 * no", and "si" is "not" in one language and "if" in another.
 */
export const prohibitions = list(`
  do not, don t, never, write no, we do not ask, without, no escriba*, no ponga*, no pedimos, no preguntamos, no diga*,
  sin escribir, sin su, sin tu, n ecrivez pas, n ecris pas, ne mettez pas, ne donnez pas, nous ne demandons pas, sans votre,
  sans ecrire, nao escreva*, nao coloque*, nao pedimos, nao perguntamos, sem o seu, sem escrever, pa ekri, pa mete,
  pa bay, nou pa mande, san ekri, san non, لا تكتب*, لا تذكر*, لا نطلب, لا نسال, دون ذكر, بدون ذكر, من دون, بدون اسم*,
  usiandike, msiandike, usitaje, hatuulizi, hatuombi, bila jina, bila kuandika, kada ku rubuta, kada ka rubuta,
  kar ku rubuta, kar ka rubuta, ba ma tambay*, ba mu tambay*, ba tare da
`);
