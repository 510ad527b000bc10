/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON lines and well-formed UTF-8. */
#include "report/json.h"
#include "base/utf8.h"
#include "native.h"
#include "tap.h"

static void characters(void)
{
   CHECK(SC_(utf8_length)("") == 0 && SC_(utf8_length)("a") == 1 && SC_(utf8_length)("\x7f") == 1);
   CHECK(SC_(utf8_length)("\xc3\xa9") == 2);
   CHECK(SC_(utf8_length)("\xe2\x82\xac") == 3);
   CHECK(SC_(utf8_length)("\xf0\x9f\x90\xab") == 4);
   CHECK(SC_(utf8_length)("\x80") == 0);              /* a continuation alone */
   CHECK(SC_(utf8_length)("\xc3") == 0);              /* cut short */
   CHECK(SC_(utf8_length)("\xe2\x82") == 0);
   CHECK(SC_(utf8_length)("\xf0\x9f\x90") == 0);
   CHECK(SC_(utf8_length)("\xc3x") == 0);
   CHECK(SC_(utf8_length)("\xc0\x80") == 0);          /* longer than need be */
   CHECK(SC_(utf8_length)("\xc1\xbf") == 0);
   CHECK(SC_(utf8_length)("\xe0\x9f\xbf") == 0);
   CHECK(SC_(utf8_length)("\xf0\x8f\xbf\xbf") == 0);
   CHECK(SC_(utf8_length)("\xed\x9f\xbf") == 3);
   CHECK(SC_(utf8_length)("\xed\xa0\x80") == 0);      /* a surrogate */
   CHECK(SC_(utf8_length)("\xf4\x8f\xbf\xbf") == 4);  /* the last character */
   CHECK(SC_(utf8_length)("\xf4\x90\x80\x80") == 0);
   CHECK(SC_(utf8_length)("\xf5\x80\x80\x80") == 0);
   CHECK(SC_(utf8_length)("\xff") == 0);
}

static void structure(void)
{
   Json j = JSON_EMPTY;
   SC_(json_open)(&j, NULL, '{');
   SC_(json_string)(&j, "a", "x");
   SC_(json_number)(&j, "n", 18446744073709551615ull);
   SC_(json_address)(&j, "p", 0x4f1e4d0);
   SC_(json_open)(&j, "l", '[');
   SC_(json_close)(&j, ']');
   SC_(json_open)(&j, "m", '[');
   SC_(json_bool)(&j, NULL, True);
   SC_(json_null)(&j, NULL);
   SC_(json_open)(&j, NULL, '{');
   SC_(json_close)(&j, '}');
   SC_(json_close)(&j, ']');
   SC_(json_string)(&j, "z", NULL);
   SC_(json_bool)(&j, "b", False);
   SC_(json_close)(&j, '}');
   CHECK_TEXT(SC_(text_chars)(&j.text),
              "{\"a\":\"x\",\"n\":18446744073709551615,\"p\":\"0x4f1e4d0\",\"l\":[],"
              "\"m\":[true,null,{}],\"z\":null,\"b\":false}");
   SC_(text_free)(&j.text);
}

static void escapes(void)
{
   Json j = JSON_EMPTY;
   SC_(json_string)(&j, NULL, "q\" b\\ t\t n\n \x01 \x7f");
   CHECK_TEXT(SC_(text_chars)(&j.text), "\"q\\\" b\\\\ t\\u0009 n\\u000a \\u0001 \\u007f\"");
   SC_(text_free)(&j.text);
   Json k = JSON_EMPTY;
   SC_(json_string)(&k, NULL, "\xc3\xa9|\xe9|\xf0\x9f");
   CHECK_TEXT(SC_(text_chars)(&k.text), "\"\xc3\xa9|\\u00e9|\\u00f0\\u009f\"");
   SC_(text_free)(&k.text);
}

int main(void)
{
   characters();
   structure();
   escapes();
   CHECK(native_live_blocks() == 0);
   return tap_done();
}
