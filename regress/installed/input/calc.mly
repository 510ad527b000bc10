%token <int> INT
%token PLUS EOF
%left PLUS
%start <int> main
%%
main: e = expr EOF { e }
expr: i = INT { i } | a = expr PLUS b = expr { a + b }
