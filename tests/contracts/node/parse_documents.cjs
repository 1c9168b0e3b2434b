// Reads AsyncAPI documents with the project's own parser.
// node parse_documents.cjs <document.json>...   prints [{file, title, messages, errors}]
const fs = require("node:fs");
const { Parser, DiagnosticSeverity } = require("@asyncapi/parser");

async function parse(file) {
  const { document, diagnostics } = await new Parser().parse(fs.readFileSync(file, "utf8"));
  const errors = diagnostics
    .filter((found) => found.severity === DiagnosticSeverity.Error)
    .map((found) => ({ message: found.message, path: found.path.join("/") }));
  return {
    file,
    title: document?.info().title(),
    messages: document?.allMessages().all().length,
    errors,
    warnings: diagnostics.length - errors.length,
  };
}

Promise.all(process.argv.slice(2).map(parse)).then((found) => console.log(JSON.stringify(found)));
