// Exit 0 when node_modules holds exactly what package-lock.json asks for. Plain JavaScript: it runs before anything is installed.
const { readFileSync } = require('node:fs');

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

try {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  const missing = Object.entries(wanted).filter(([path, facts]) => {
    if (path === '') return false;
    if (!present[path]) return !facts.optional && !facts.devOptional && !facts.peer;
    return present[path].version !== facts.version;
  });
  process.exit(missing.length > 0 ? 1 : 0);
} catch {
  process.exit(1);
}
