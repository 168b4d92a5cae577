// Renders nothing: reads the manifests that Helm made, checks each against the schema of its kind, and writes them as JSON.
//   node validate.mjs RENDERED.yaml OUT.json
import { readFileSync, writeFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

// Where the schemas of an API group are. A validator is compiled: it has no list of the fields that it knows.
const home = {
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

const modelOf = async ({ apiVersion, kind }) => {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  const model = await import(`${home[group] ?? "kubernetes-models"}/${apiVersion}/${kind}`);
  return model[kind];
};

// A validator reads every field that its schema has. So a field that nobody read is one that Kubernetes does not know,
// and would drop in silence; the API server itself refuses such only when it is asked to.
const watch = (value, path, unread) => {
  if (value === null || typeof value !== "object") return value;
  const inside = new Map();
  const fields = Array.isArray(value) ? [] : Object.keys(value);
  for (const field of fields) unread.add(`${path}/${field}`);
  return new Proxy(value, {
    get: (target, field) => {
      if (typeof field === "symbol" || !Object.hasOwn(target, field)) return target[field];
      unread.delete(`${path}/${field}`);
      if (!inside.has(field)) inside.set(field, watch(target[field], `${path}/${field}`, unread));
      return inside.get(field);
    },
  });
};

// What the schemas leave open: names and values of the user's own, and what a trigger of KEDA takes.
const open = /\/(labels|annotations|matchLabels|nodeSelector|requests|limits|data|stringData)\/[^/]+$|\/triggers\/\d+\/metadata\//;

const faultsOf = async (manifest) => {
  const Model = await modelOf(manifest);
  const unread = new Set();
  const faults = [];
  try {
    const { apiVersion, kind, ...rest } = manifest;
    const model = new Model({});
    for (const [field, value] of Object.entries(rest)) model[field] = watch(value, `/${field}`, unread);
    model.validate();
  } catch (error) {
    faults.push(error.message);
  }
  return [...faults, ...[...unread].filter((path) => !open.test(path)).map((path) => `${path} is no field of it`)];
};

const [, , rendered, out] = process.argv;
const manifests = parseAllDocuments(readFileSync(rendered, "utf8"), { merge: true })
  .map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  })
  .filter((manifest) => manifest !== null);

let wrong = false;
for (const manifest of manifests) {
  for (const fault of await faultsOf(manifest)) {
    wrong = true;
    console.error(`${manifest.kind} ${manifest.metadata.name ?? manifest.metadata.generateName}: ${fault}`);
  }
}
writeFileSync(out, JSON.stringify(manifests, null, 2));
process.exit(wrong ? 1 : 0);
