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
      nome completo, sobrenome, apelido, como voce se chama, como se chama, non ou, siyati, non konple, kijan ou
      rele, ki jan ou rele, koman ou rele, اسمك, ما اسم, الاسم الكامل, الاسم الثلاثي, اسم العائله, الاسم الاول,
      اللقب, jina lako, jina kamili, jina la ukoo, unaitwa nani, majina yako, sunanka, sunanki, sunanku, cikakken
      suna, menene sunan, sunan mahaifi
    `),
    names:
      /^(full_?|first_?|last_?|family_?|resp(ondent)?_?|hoh_?)?(name|nom|nombre|surname|prenom|apellido)s?$/i,
  },
  {
    code: 'asks_phone',
    text: 'It asks for a phone number, an e-mail address or an account. Leave it out: a reply goes by an anonymous ticket.',
    words: list(`
      phone number, telephone number, mobile number, cell number, whatsapp number, your number, your phone no,
      your email, email address, e mail address, facebook account, social media account, contact details, numero
      de telefono, numero de celular, su telefono, su celular, numero de whatsapp, correo electronico, su correo,
      numero de telephone, votre telephone, numero de portable, numero whatsapp, adresse email, adresse e mail,
      votre courriel, numero de telefone, numero de celular, seu telefone, seu celular, seu email, seu e mail,
      endereco de email, nimewo telefon, nimewo whatsapp, telefon ou, imel ou, adres imel, رقم هاتف*, رقم الهاتف,
      رقم جوال*, رقم الجوال, رقم الموبايل, رقم الواتساب, بريدك الالكتروني, البريد الالكتروني, namba ya simu,
      nambari ya simu, namba yako, barua pepe, lambar waya, lambar wayar*, lambarka, lambarki, imel dinka,
      adireshin imel
    `),
    names: /^(phone|tel(ephone|efono)?|mobile|celular|whatsapp|e?_?mail|contact)(_?(no|nr|num(ber|ero)?))?$/i,
  },
  {
    code: 'asks_document',
    text: 'It asks for the number or picture of a document. Leave it out: papers lead to a person.',
    words: list(`
      passport number, passport no, id number, identity number, id card number, identification number, document
      number, registration number, case number, ration card number, visa number, national id, numero de pasaporte,
      numero de documento, numero de cedula, su cedula, numero de identificacion, numero de identidad, numero de
      passeport, numero de carte, numero d identite, numero de document, numero de dossier, numero do passaporte,
      numero de passaporte, numero do documento, numero de identidade, seu cpf, numero do rg, nimewo paspo, nimewo
      kat, nimewo idantifikasyon, nimewo dokiman, nimewo pyes, رقم الجواز, رقم جواز*, رقم الهويه, رقم هويت*, رقم
      البطاقه, رقم الوثيقه, الرقم الوطني, namba ya pasipoti, nambari ya pasipoti, namba ya kitambulisho, nambari
      ya kitambulisho, namba ya hati, lambar fasfo, lambar fasfot, lambar katin, lambar shaida, lambar takarda*
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
    names:
      /^(street|home|house|exact)?_?(address|adresse|direccion|endereco|gps|geopoint|latitude|longitude)$/i,
  },
  {
    code: 'asks_incident',
    text: 'It asks what somebody lived through. Leave it out: a form on a phone must not open a wound. Ask about conditions of the place, and show where help is.',
    words: list(`
      have you been attacked, were you attacked, have you experienced violence, experienced violence, victim of,
      survivor of, have you been raped, were you raped, rape*, sexual violence, sexual abuse, sexual assault,
      tortur*, kidnap*, were you beaten, did you witness, what happened to you, have you been abused, incident*,
      forced labour, forced marriage, were you trafficked, ha sido victima, fue victima, ha sufrido violencia,
      violencia sexual, abuso sexual, violada, violado, violacion*, secuestr*, que le paso, victime de, avez vous
      subi, violences sexuelles, violence sexuelle, viol, violee, enlevement*, enleve, que vous est il arrive,
      incidents, foi vitima, vitima de, sofreu violencia, estupr*, sequestr*, o que aconteceu com voce,
      incidente*, viktim, eske yo te atake ou, vyolans seksyel, kadejak, yo te kidnape, kisa ki te rive ou, tòti*,
      totir*, ensidan*, هل تعرضت, تعرضت ل*, ضحيه, اغتصاب*, الاغتصاب, عنف جنسي, العنف الجنسي, تعذيب, التعذيب,
      اختطاف, خطفك, ماذا حدث لك, حادثه, uliwahi kushambuliwa, ulishambuliwa, umebakwa, kubakwa, ubakaji, ukatili
      wa kingono, utekaji, ulitekwa, mateso, nini kilikupata, tukio la, an kai maka hari, an taba kai maka hari,
      fyade, cin zarafi, an sace ka, garkuwa da, azabtar*, me ya same ka
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
      gani, nani alikutishia, wa ya kai maka hari, wa ya yi haka, wace kungiya, mai laifi, wa ya yi maka barazana
    `),
  },
  {
    code: 'asks_hiv',
    text: 'It asks about HIV. Leave it out, also as a choice: show the health service instead.',
    isWrongAsChoice: true,
    words: list(`
      hiv, aids, vih, sida, vih sida, antiretroviral*, seropositi*, vyh, vvu, ukimwi, kanjamau, الايدز, ايدز, نقص
      المناعه, فيروس نقص المناعه, السيدا, mai dauke da hiv, cuta mai karya garkuwa
    `),
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

/** A sentence that tells somebody not to write it does not ask for it: "Please write no names." */
export const negations = list(`
  no, not, never, without, nobody, none, do not, don t, sin, nunca, nadie, ningun*, ne, n, sans, jamais,
  aucun*, personne ne, nao, sem, ninguem, nenhum*, pa, san, pesonn, okenn, لا, لن, بدون, دون, لم, bila, usi*,
  hatu*, hakuna, si, ba, kada, kar, babu, ba tare da
`);
