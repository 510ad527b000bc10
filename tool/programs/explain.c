/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages on kinds: where they are, which there are, and how their Markdown
   looks on a terminal. A page begins with "# KIND (ID)", then an empty line, then
   the rule on one line. */
#include "explain.h"

#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CODE_INDENT "      "
#define TEXT_INDENT "   "

/* ---- The folder ---- */

/* Where the pages are, beside the running program: in the build tree, in a
   source tree around it, and when installed under any prefix. */
static const char* const beside_program[] = {
   "docs/kinds", "../docs/kinds", "../../docs/kinds", "../share/stubcheck/kinds"
};

static bool is_folder(const char* name)
{
   DIR* folder = opendir(name);
   if (folder == NULL)
      return false;
   closedir(folder);
   return true;
}

/* The folder of the running program. */
static bool program_folder(char folder[PATH_MAX])
{
   ssize_t n = readlink("/proc/self/exe", folder, PATH_MAX - 1);
   if (n <= 0)
      return false;
   folder[n] = '\0';
   *strrchr(folder, '/') = '\0';
   return true;
}

/* The folder of pages, or NULL. The caller frees it. */
static char* kinds_folder(void)
{
   char  program[PATH_MAX];
   char* name = getenv("STUBCHECK_KINDS_DIR");
   if (name != NULL)
      return strdup(name);
   if (program_folder(program))
      for (size_t i = 0; i < sizeof beside_program / sizeof beside_program[0]; i++) {
         if (asprintf(&name, "%s/%s", program, beside_program[i]) < 0)
            abort();
         if (is_folder(name))
            return name;
         free(name);
      }
#ifdef STUBCHECK_KINDS_DIR
   return strdup(STUBCHECK_KINDS_DIR);
#else
   return NULL;
#endif
}

static int is_page(const struct dirent* entry)
{
   size_t n = strlen(entry->d_name);
   return n > 3 && isupper((unsigned char)entry->d_name[0]) && strcmp(entry->d_name + n - 3, ".md") == 0;
}

/* ---- One page ---- */

typedef struct {
   FILE* out;
   bool  in_code;
   bool  bold; /* headings in bold: only on a terminal */
} Page;

/* A line of text without the marks of Markdown: `code`, **strong**. A star in a
   type ("char *") has a space or a letter around it, and stays. */
static void put_plain(FILE* out, const char* s)
{
   for (; *s != '\0'; s++)
      if (strncmp(s, "**", 2) == 0)
         s++;
      else if (*s != '`')
         fputc(*s, out);
}

static void put_heading(const Page* p, const char* line)
{
   const char* text = line + strspn(line, "# ");
   fputs(p->bold ? "\033[1m" : "", p->out);
   put_plain(p->out, text);
   fputs(p->bold ? "\033[0m\n" : "\n", p->out);
}

static void put_line(Page* p, const char* line)
{
   if (strncmp(line, "```", 3) == 0)
      p->in_code = !p->in_code;
   else if (*line == '\0')
      fputc('\n', p->out);
   else if (p->in_code)
      fprintf(p->out, CODE_INDENT "%s\n", line);
   else if (*line == '#')
      put_heading(p, line);
   else {
      fputs(TEXT_INDENT, p->out);
      put_plain(p->out, line);
      fputc('\n', p->out);
   }
}

/* Reads a line without its newline; false at the end. */
static bool next_line(FILE* stream, char** line, size_t* capacity)
{
   ssize_t n = getline(line, capacity, stream);
   if (n <= 0)
      return false;
   (*line)[strcspn(*line, "\n")] = '\0';
   return true;
}

static void show_page(FILE* out, FILE* stream)
{
   Page   page     = { .out = out, .bold = isatty(fileno(out)) };
   char*  line     = NULL;
   size_t capacity = 0;
   while (next_line(stream, &line, &capacity))
      put_line(&page, line);
   free(line);
}

/* ---- All pages ---- */

/* What the first lines of a page say: "# KIND (ID)", and the rule. Both are
   owned by the caller, and empty when the page has them not. */
typedef struct {
   char* title;
   char* rule;
} Head;

static Head read_head(FILE* stream)
{
   Head   head     = { strdup(""), strdup("") };
   char*  line     = NULL;
   size_t capacity = 0;
   while (*head.rule == '\0' && next_line(stream, &line, &capacity)) {
      char** to = *line == '\0' ? NULL : *line == '#' ? &head.title : &head.rule;
      if (to != NULL) {
         free(*to);
         *to = strdup(line + strspn(line, "# "));
      }
   }
   free(line);
   rewind(stream);
   return head;
}

/* Is the page "KIND (ID)" about `what`, in whatever case? */
static bool is_about(const char* title, const char* what)
{
   size_t kind = strcspn(title, " ");
   const char* id = strchr(title, '(');
   size_t n = strlen(what);
   return (n == kind && strncasecmp(title, what, n) == 0)
       || (id != NULL && n == strcspn(id + 1, ")") && strncasecmp(id + 1, what, n) == 0);
}

/* Shows one page if it is about `what`, or a line about it when that is NULL.
   How many were shown: 0 or 1. */
static int show_file(FILE* out, const char* folder, const char* file, const char* what)
{
   char* name;
   if (asprintf(&name, "%s/%s", folder, file) < 0)
      abort();
   FILE* stream = fopen(name, "r");
   free(name);
   if (stream == NULL)
      return 0;
   Head head  = read_head(stream);
   bool wanted = what == NULL || is_about(head.title, what);
   if (what == NULL)
      fprintf(out, "%-28s %s\n", head.title, head.rule);
   else if (wanted)
      show_page(out, stream);
   free(head.title);
   free(head.rule);
   fclose(stream);
   return wanted;
}

/* The same for all pages; -1 when the folder cannot be read. */
static int show_pages(FILE* out, const char* folder, const char* what)
{
   struct dirent** entries;
   int shown = 0, n = scandir(folder, &entries, is_page, alphasort);
   if (n < 0)
      return -1;
   for (int i = 0; i < n; i++) {
      shown += show_file(out, folder, entries[i]->d_name, what);
      free(entries[i]);
   }
   free(entries);
   return shown;
}

int explain(FILE* out, const char* what)
{
   if (what != NULL && explain_message(out, what) != NULL)
      return 0;
   char* folder = kinds_folder();
   int   shown  = folder != NULL ? show_pages(out, folder, what) : -1;
   if (shown < 0)
      warnx("the pages on kinds cannot be read (%s): set STUBCHECK_KINDS_DIR",
            folder != NULL ? folder : "no folder known");
   else if (shown == 0 && what != NULL)
      warnx("'%s' is no kind with a page in %s, and no message of glibc that is known here; "
            "stubcheck --explain lists the kinds", what, folder);
   else if (shown == 0)
      warnx("no page in %s", folder);
   free(folder);
   return shown > 0 ? 0 : -1;
}
