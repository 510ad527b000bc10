(* The syntax of a small ML, for menhir to work on. *)
%{ %}
%token <int> INT
%token <string> IDENT UIDENT STRING INFIX0 INFIX1 INFIX2 INFIX3 INFIX4 PREFIX
%token AND AS BEGIN DO DONE ELSE END EXCEPTION FOR FUN FUNCTION IF IN LET MATCH MODULE MUTABLE OF OPEN RAISE REC
%token SIG STRUCT THEN TO TRY TYPE VAL WHEN WHILE WITH
%token ARROW ASSIGN BANG BAR COLON COLONCOLON COMMA DOT EQUAL LARROW LBRACE LBRACKET LPAREN MINUS QUOTE RBRACE
%token RBRACKET RPAREN SEMI SEMISEMI STAR UNDERSCORE EOF
%nonassoc below_SEMI
%nonassoc SEMI
%nonassoc LET
%nonassoc below_WITH
%nonassoc FUNCTION WITH
%nonassoc THEN
%nonassoc ELSE
%nonassoc LARROW
%right ASSIGN
%nonassoc AS
%left BAR
%nonassoc below_COMMA
%left COMMA
%left INFIX0 EQUAL
%right INFIX1
%right COLONCOLON
%left INFIX2 MINUS
%left INFIX3 STAR
%right INFIX4
%nonassoc unary_minus
%nonassoc below_argument
%nonassoc below_DOT
%nonassoc DOT
%nonassoc BANG BEGIN IDENT INT LBRACE LBRACKET LPAREN PREFIX STRING UIDENT
%start <unit> program
%start <unit> interface
%%
program:   items = list(item) EOF { ignore items }
interface: specs = list(spec) EOF { ignore specs }

item:
| LET option(REC) separated_nonempty_list(AND, binding)     { }
| TYPE separated_nonempty_list(AND, type_definition)        { }
| EXCEPTION constructor                                     { }
| MODULE UIDENT EQUAL structure                             { }
| MODULE UIDENT list(functor_argument) COLON signature EQUAL structure { }
| OPEN path                                                 { }
| SEMISEMI                                                  { }

spec:
| VAL value_name COLON typ                                  { }
| TYPE separated_nonempty_list(AND, type_definition)        { }
| EXCEPTION constructor                                     { }
| MODULE UIDENT COLON signature                             { }

functor_argument: LPAREN UIDENT COLON signature RPAREN      { }
structure:
| STRUCT list(item) END                                     { }
| path                                                      { }
| path LPAREN structure RPAREN                              { }
signature:
| SIG list(spec) END                                        { }
| path                                                      { }

binding:
| value_name list(simple_pattern) EQUAL sequence            { }
| value_name list(simple_pattern) COLON typ EQUAL sequence  { }
| simple_pattern_not_name EQUAL sequence                    { }

sequence:
| expr %prec below_SEMI                                     { }
| expr SEMI                                                 { }
| expr SEMI sequence                                        { }

expr:
| simple_expr                                               { }
| simple_expr nonempty_list(argument)                       { }
| constructor_path simple_expr                              { }
| LET option(REC) separated_nonempty_list(AND, binding) IN sequence { }
| FUN nonempty_list(simple_pattern) ARROW expr %prec below_WITH     { }
| FUNCTION option(BAR) cases                                { }
| MATCH sequence WITH option(BAR) cases                     { }
| TRY sequence WITH option(BAR) cases                       { }
| IF expr THEN expr                                         { }
| IF expr THEN expr ELSE expr                               { }
| WHILE sequence DO sequence DONE                           { }
| FOR IDENT EQUAL sequence TO sequence DO sequence DONE     { }
| RAISE simple_expr                                         { }
| tuple %prec below_COMMA                                   { }
| expr INFIX0 expr                                          { }
| expr INFIX1 expr                                          { }
| expr INFIX2 expr                                          { }
| expr INFIX3 expr                                          { }
| expr INFIX4 expr                                          { }
| expr EQUAL expr                                           { }
| expr STAR expr                                            { }
| expr MINUS expr                                           { }
| expr COLONCOLON expr                                      { }
| expr ASSIGN expr                                          { }
| MINUS expr %prec unary_minus                              { }
| simple_expr DOT field_path LARROW expr                    { }
| simple_expr DOT LPAREN sequence RPAREN LARROW expr        { }

argument: simple_expr                                       { }
tuple:
| tuple COMMA expr                                          { }
| expr COMMA expr                                           { }

simple_expr:
| constant                                                  { }
| value_path                                                { }
| constructor_path %prec below_argument                     { }
| LPAREN RPAREN                                             { }
| LPAREN sequence RPAREN                                    { }
| LPAREN sequence COLON typ RPAREN                          { }
| BEGIN sequence END                                        { }
| LBRACKET RBRACKET                                         { }
| LBRACKET elements RBRACKET                                { }
| LBRACE fields RBRACE                                      { }
| LBRACE simple_expr WITH fields RBRACE                     { }
| PREFIX simple_expr                                        { }
| BANG simple_expr                                          { }
| simple_expr DOT field_path                                { }
| simple_expr DOT LPAREN sequence RPAREN                    { }

elements:
| expr option(SEMI)                                         { }
| expr SEMI elements                                        { }
fields:
| field option(SEMI)                                        { }
| field SEMI fields                                         { }
field:
| field_path EQUAL expr                                     { }
| field_path                                                { }

cases:
| case                                                      { }
| cases BAR case                                            { }
case:
| pattern ARROW sequence                                    { }
| pattern WHEN expr ARROW sequence                          { }

pattern:
| simple_pattern                                            { }
| constructor_path simple_pattern                           { }
| pattern BAR pattern                                       { }
| pattern COLONCOLON pattern                                { }
| pattern AS IDENT                                          { }
| pattern_tuple %prec below_COMMA                           { }
pattern_tuple:
| pattern_tuple COMMA pattern                               { }
| pattern COMMA pattern                                     { }
simple_pattern:
| IDENT                                                     { }
| simple_pattern_not_name                                   { }
simple_pattern_not_name:
| UNDERSCORE                                                { }
| constant                                                  { }
| MINUS INT                                                 { }
| constructor_path                                          { }
| LPAREN RPAREN                                             { }
| LPAREN pattern RPAREN                                     { }
| LPAREN pattern COLON typ RPAREN                           { }
| LBRACKET separated_list(SEMI, pattern) RBRACKET           { }
| LBRACE separated_nonempty_list(SEMI, field_pattern) RBRACE { }
field_pattern:
| field_path EQUAL pattern                                  { }
| field_path                                                { }

type_definition:
| type_parameters IDENT                                     { }
| type_parameters IDENT EQUAL typ                           { }
| type_parameters IDENT EQUAL BAR separated_nonempty_list(BAR, constructor) { }
| type_parameters IDENT EQUAL LBRACE declarations RBRACE    { }
type_parameters:
|                                                           { }
| QUOTE IDENT                                               { }
| LPAREN separated_nonempty_list(COMMA, variable) RPAREN    { }
variable: QUOTE IDENT                                       { }
constructor:
| UIDENT                                                    { }
| UIDENT OF separated_nonempty_list(STAR, simple_typ)       { }
declarations:
| declaration option(SEMI)                                  { }
| declaration SEMI declarations                             { }
declaration: option(MUTABLE) IDENT COLON typ                { }

typ:
| product                                                   { }
| product ARROW typ                                         { }
product:
| simple_typ                                                { }
| simple_typ STAR product                                   { }
simple_typ:
| variable                                                  { }
| type_path                                                 { }
| simple_typ type_path                                      { }
| LPAREN typ RPAREN                                         { }
| LPAREN typ COMMA separated_nonempty_list(COMMA, typ) RPAREN type_path { }

constant:
| INT                                                       { }
| STRING                                                    { }
value_name:
| IDENT                                                     { }
| LPAREN operator RPAREN                                    { }
operator:
| INFIX0 | INFIX1 | INFIX2 | INFIX3 | INFIX4 | PREFIX       { }
| ASSIGN | BANG | EQUAL | MINUS | STAR                      { }
path:
| UIDENT                                                    { }
| path DOT UIDENT                                           { }
constructor_path: path %prec below_DOT                      { }
value_path:
| value_name                                                { }
| path DOT value_name                                       { }
field_path:
| IDENT                                                     { }
| path DOT IDENT                                            { }
type_path:
| IDENT                                                     { }
| path DOT IDENT                                            { }
