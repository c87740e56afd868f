"""Word forms for the stemmer: English stems times endings, words that meet each of Porter's rules, and odd ones."""

STEMS = """
abbrevi abil abl absorb abstract academ accept accident accomplish accur achiev acid act activ actual adapt add adjust
admir admit adopt advent affirm agre aggress air allow alter alumin amus analog analys anger anim announc appear appl
approach approv argu arm arriv art ask assert assign assum atom attack attempt attract audi author avail bail bak balanc
ban bar bas bath be bear beat beg begin behav believ bend benefit bet bid bind bit blam bless bloom boil bond book bor
borrow bounc bow brac branch break bright bring broad brush bud build bull bump burn busi buzz cab cal calcul call camp
cap car care carr cas cast caut ceas cell centr certain chang char charg chas cheap check chin choos circ civil claim clar
class clean clear clos coat cod cold collect col combin com comfort commun compar compet compl comput con conced concern
condit conform connect consider consist continu contr control convers cook cool cop correct cost count cov crack creat
cred cri critic cross cruel cry cur cut dam danc dar dark dat deal decid declar deduc deep defend defin degre delic deliver
democrat deni depend deriv describ design desir determin develop dig digit direct dirt disc dis divid do doubl dr draw
dream dress driv drop dry dull duti eas eat ecolog econom edit educ effect effici elect electr element embrac emot employ
end energ engag enjoy enter equal equip err establish ethic evid exact examin exist expect explor express fabl fac fail
fair fall fals fam fear feed feel fertil fiddl fight fil final fin fit fix flag flat flow fluor fly fold follow fool forc
form formal found frag fre frequent fresh friend fright frost fulfil funct fus gain gather gen general gentl geolog get
giv glad glob go govern grac grad grat green greed ground grow guid habit hand hang happen happi hard harm hat heal hear
heat help her hero hesit hid high hit hop horr hous hum hurr hydr ideal identif ignor illum imag imagin impress improv
inact incid includ indic induc inform initi insist inspir instal institut intens interest invent iron irrit isol joy judg
jump just keen kick kill kind kiss know label lab land larg last laugh law lead learn leg legisl length level lib licens
lik limit lin link liquid list liter liv load loc log long look loss love low loyal machin magn main maj manag map mark
match mater matur mean measur meet ment merr met mild min mix mobil mod model moral mort motor mov multipl murm myst nam
nation natur near necess need neglect nerv nob norm not notic numb obey object oblig observ obtain occur offend offer
offic oil open oper oppos optim oral organ orient origin oscill own pack pad paint pair pal par part pass past pat pay
peac perc perfect perform perm person phil pick pitch plac plan plant play pleas plot plural point polic polit poll poor
popul port pos possess post pour pract prec precis predic prefer prepar present press prev print priv prob proceed produc
prof prolog prompt pron proof proper propos prot prov psycholog publ pull pur push qual quant quest quick quit rac radi
rain rais rang rap rat rational reach react read real reason rebel receiv recogn record red reduc refer reflect reform
regul relat relax relev reli remain remark remov repl report repres requir research resist resolv respond rest restrict
revers reviv rich rid ris roll rot rough rul run sad saf sail satisf scal scan sci scor scrap search seas sens sensit
sentiment separ serv set sever shap shar shin ship shock shop short show sign sil simil simpl sing sit siz sk skill slic
slip slow smil smok smooth snow soc soft solid solv sort sound spac speak spec specul spell spin spir spit spoil sport
spray squar stabl staf stamp stand start stat stead stem step stop stor strain strang street strength stress stretch strip
strong struct stud styl sub suc suffer suggest sum super suppl suppos sur swim symbol sympath system tab tail tak talk tan
tap target tast tax teach tear tech tel temper tend term test theolog theor thick thin think threat throw tid tie tight
tim tir toler ton tool top total touch tour trac trad train transform trap travel treat tri trip troubl tru trust try turn
twin typ ugl understand unif unit univers urg us val valid vari veget ver vers vibr vict view vil vis visual vit voc volum
wait walk want warm wash wast watch wav weak wear weigh wet whip wid wild wil win wish won wood work wors wrap writ yard
yell yield zer zon
""".split()

ENDINGS = """
- s es ed ing er est ly y e ies ied ier iest ss sses eed eedly edly ingly ings ers
ational tional enci anci izer bli abli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti
biliti logi logist logies logical icate ative alize iciti ical ful ness fulli al ance ence er ic able ible ant ement ment
ent sion tion ion ou ism ate iti ous ive ize ally ably ibly ility ality ivity icity ically ization's isation iser ise
izing ized izes ating ated ates bled bling iness inesses ements ments ances ences ancy ency istic istical istically
ations ators ionally tionally ationally alization alizations ivities fulnesses
""".split()

SPECIAL = """
a i s y ss sss ed ing eed ied ies es as is us be by ly al e ee eee le lle ll l zz z ssed
caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling
hissing fizzed failing filing happy sky relational conditional rational valenci hesitanci digitizer conformabli
radicalli differentli vileli analogousli vietnamization predication operator feudalism decisiveness hopefulness
callousness formaliti sensitiviti sensibiliti triplicate formative formalize electriciti electrical hopeful goodness
revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption
homologou communism activate angulariti homologous effective bowdlerize probate rate cease controll roll
logi apologi analogi geologi blogi logy analogy bli possibli ably nobly doubly humbly bubbly ibli trembli
skies dies lies ties flies tries spies died lied tied cried dying lying tying
news howe proceed exceed succeed inning outing canning herring earring
generic generically generation generously communal community communicate university universe universal
yes yellow yy yyy sayyid boy boys buoy buying pay paying paid player playing keying
bookkeeping vacuum continuum queue queueing queued aeiou bcdfg rhythm rhythms crypt syzygy
fee feed freed freeing seed seeing agreeing agrees agreement
box boxes boxed boxing fox fixing snow snowed snowing stay stayed wax waxed
hope hoped hoping hop hopped hops fall falls tell telling kiss kissed buzz buzzed fuzz
oscillate oscillator oscillators generalizations multidimensional crucially internationalization
able ability abilities abled ational tional ization enci anci izer iveness ousness fulness aliti iviti biliti
ation ative alize iciti ical ness ement ment sion tion ion ism ous ive ize ate
bion sion tion xion onion union ration nation station vision region million
matted mating rated rating bating batted
ss's its'
naïve naïvely cafés étude études résumés über straßes señoritas piñatas façades coöperating naïveness
3d 2nd 10ths x2s 4s 1990s 1990ing b2bing s3 ing2 2ing2s covid19s
Running RUNNING Cats CATS Ponies McCarthys iPhones
word-ing co-operating o'clocks don't u.s. e.g.s a_b_cing
ﬁnes ｒｕｎｎｉｎｇ ελλάδας москвы книги 林林 ıs İs
""".split()
