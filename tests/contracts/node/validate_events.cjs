// Validates structured CloudEvents with nothing but the frozen schemas: every version of their type.
// node validate_events.cjs <folder of contracts> <event.json>...   prints [{file, schemas, errors}]
const fs = require("node:fs");
const path = require("node:path");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const [contracts, ...files] = process.argv.slice(2);
const ajv = addFormats(new Ajv({ strict: true, allErrors: true }));
const readJson = (file) => JSON.parse(fs.readFileSync(file, "utf8"));

const compiled = new Map();
function schemasOf(name) {
  if (!compiled.has(name)) {
    const folder = path.join(contracts, "schemas", name);
    const versions = fs.readdirSync(folder).map((file) => readJson(path.join(folder, file)));
    compiled.set(name, versions.map((schema) => ajv.compile(schema)));
  }
  return compiled.get(name);
}

function errorsOf(validators, value, at) {
  return validators.flatMap((validate) =>
    validate(value) ? [] : validate.errors.map((error) => ({ ...error, at: at + error.instancePath })),
  );
}

const results = files.map((file) => {
  const event = readJson(file);
  const envelope = schemasOf("cloudevent");
  const data = schemasOf(event.type);
  const errors = [...errorsOf(envelope, event, ""), ...errorsOf(data, event.data, "/data")];
  return { file, schemas: envelope.length + data.length, errors };
});
console.log(JSON.stringify(results));
