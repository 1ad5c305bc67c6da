"""Opens pages of `attnbench report --format html` in headless Chromium, and checks what a reader would see.

    page.py [--pictures FOLDER] PAGE...

One line a check: "ok tutorial.html 360 dark: …", "failed …", or "skipped browser: chromium not installed". Exit status 1
when one fails. With --pictures a PNG of each page, width and colour scheme is kept. Chromium is spoken to through the
pipe of its debugging protocol, so nothing but Python's own modules is needed.
"""

import base64
import hashlib
import html.parser
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

WIDTHS = [360, 1200, 1800]
SCHEMES = ["light", "dark"]
TIMEOUT = 600  # seconds that an answer may take on a busy machine, for a browser that hangs
VOID = {"meta", "br", "path", "rect", "circle"}  # elements of the page that have no end

SORT_BY_CLICK = """(async () => {
  const wait = () => new Promise(done => setTimeout(done, 0));
  const faults = [];
  for (const table of document.querySelectorAll('table.sort')) {
    const heads = [...table.tHead.rows[0].cells];
    const names = () => [...table.tBodies[0].rows].map(row => row.textContent).sort().join();
    if (table.tBodies[0].rows.length > 2) // what is undefined must stay last
      for (const cell of table.tBodies[0].rows[0].querySelectorAll('td:not(.t)')) cell.textContent = '–';
    const before = names();
    for (const [column, head] of heads.entries()) {
      const button = head.querySelector('button');
      if (!button) { faults.push('no button: ' + head.textContent); continue; }
      for (const order of ['ascending', 'descending']) {
        button.click();
        await wait();
        if (head.getAttribute('aria-sort') !== order) faults.push(head.textContent + ' is not ' + order);
        if (heads.filter(other => other.hasAttribute('aria-sort')).length !== 1) faults.push('two headers sort');
        if (head.classList.contains('t')) continue;
        const keys = [...table.tBodies[0].rows].map(row => row.cells[column].textContent.replace('−', '-'))
          .map(text => text.startsWith('–') ? '' : text.match(/[-+]?[0-9.]+/)[0]);
        const there = keys.filter(key => key !== '').map(Number);
        if (keys.slice(0, there.length).includes('')) faults.push(head.textContent + ': an empty cell is not last');
        for (let i = 1; i < there.length; i++)
          if (order === 'ascending' ? there[i - 1] > there[i] : there[i - 1] < there[i]) {
            faults.push(head.textContent + ' is not sorted ' + order);
            break;
          }
      }
    }
    if (names() !== before) faults.push('sorting lost a row');
  }
  return faults;
})()"""

TOO_WIDE = """(() => {
  const width = document.documentElement.clientWidth, faults = [];
  if (document.documentElement.scrollWidth > width) faults.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('body *'))
    if (!element.closest('.box, pre') && element.getBoundingClientRect().right > width + 0.5)
      faults.push(element.tagName + ' reaches beyond the right edge: ' + element.textContent.slice(0, 40));
  for (const box of document.querySelectorAll('.box')) // 64: what may stand beside it
    if (box.scrollWidth > box.clientWidth + 1 && box.scrollWidth + 64 < width)
      faults.push('a table scrolls though it has room: ' + box.getAttribute('aria-label'));
  for (const text of document.querySelectorAll('svg text')) {
    const box = text.getBBox(), view = text.ownerSVGElement.viewBox.baseVal;
    if (box.x < -1 || box.x + box.width > view.width + 1 || box.y < -1 || box.y + box.height > view.height + 1)
      faults.push('a figure cuts off "' + text.textContent + '"');
  }
  for (const svg of document.querySelectorAll('svg')) {
    const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
    for (const [i, [a, p]] of texts.entries())
      for (const [b, q] of texts.slice(i + 1))
        if (p.x < q.x + q.width && q.x < p.x + p.width && p.y + 4 < q.y + q.height && q.y + 4 < p.y + p.height)
          faults.push('in a figure "' + a + '" overlaps "' + b + '"');
  }
  return faults;
})()"""

SMALL_TEXT = """[...document.querySelectorAll('svg text')].filter(text => {
  const scale = text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width;
  return parseFloat(getComputedStyle(text).fontSize) * scale < 10;
}).map(text => text.textContent)"""

# WCAG's contrast of each text with the nearest background behind it.
PALE_TEXT = """(() => {
  const part = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const colour = text => text.match(/[\\d.]+/g).map(Number);
  const behind = element => {
    const rect = element.closest('g')?.querySelector('rect');
    if (rect && getComputedStyle(rect).fill !== 'none') return colour(getComputedStyle(rect).fill);
    for (; element; element = element.parentElement) {
      const found = colour(getComputedStyle(element).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const faults = new Set();
  for (const element of document.querySelectorAll('h1, h2, p, li, b, q, cite, code, pre, th, td, dt, dd, summary, text')) {
    if (!element.textContent.trim() || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(colour(element.tagName === 'text' ? style.fill : style.color)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faults.add(contrast.toFixed(2) + ' ' + element.tagName + ' ' + element.textContent.slice(0, 30));
  }
  return [...faults];
})()"""


class Browser:
    """A Chromium without a window, with one tab."""

    def __init__(self, program, folder):
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()
        arguments = [
            "--headless=new",
            "--remote-debugging-pipe",
            f"--user-data-dir={folder}",
            "--no-first-run",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
        ] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        # The browser reads its file 3 and writes its file 4.
        shell = f'exec 3<&{to_browser} 4>&{from_browser}; exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "bash", program, *arguments],
            pass_fds=[to_browser, from_browser],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.received, self.last, self.session, self.events = b"", 0, None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(domain + ".enable")

    def message(self):
        deadline = time.monotonic() + TIMEOUT
        while b"\0" not in self.received:
            if not select.select([self.reader], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"chromium says nothing for {TIMEOUT} s")
            more = os.read(self.reader, 1 << 20)
            if not more:
                raise EOFError("chromium ended")
            self.received += more
        text, self.received = self.received.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        self.last += 1
        request = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        data = json.dumps(request).encode() + b"\0"
        while data:
            data = data[os.write(self.writer, data) :]
        while True:
            answer = self.message()
            if answer.get("id") != self.last:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def open(self, address):
        self.events = []
        self.call("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def press(self, key, code):
        for kind in ["keyDown", "keyUp"]:
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text="\r"
            )

    def complaints(self):
        """What the page reported, and what it asked the network for."""
        found = []
        for event in self.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Log.entryAdded":
                found.append(parameters["entry"]["text"])
            elif method == "Runtime.consoleAPICalled" or method == "Runtime.exceptionThrown":
                found.append(json.dumps(parameters)[:200])
            elif method == "Network.requestWillBeSent" and parameters["request"]["url"] != self.value("location.href"):
                found.append("asks for " + parameters["request"]["url"][:200])
        return found

    def picture(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self):
        self.session = None
        try:
            self.call("Browser.close")
            self.process.wait(TIMEOUT)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()


class Tags(html.parser.HTMLParser):
    """Says which tags are not closed in the order in which they were opened."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.faults = [], []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.stack]

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.stack.append(tag)
        names = [name for name, _ in attributes]
        self.faults += [f"<{tag}> has {name}" for name in names if name in ("src", "href", "style") or name[:2] == "on"]

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")


def wrong_hashes(text):
    """The page's policy must let its own style and script in, and nothing else."""
    faults = []
    policy = re.search(r'content="(default-src [^"]*)"', text)[1]
    for tag in ["style", "script"]:
        content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        wanted = "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"
        allowed = re.search(f"{tag}-src ([^;]*)", policy)[1]
        if allowed != wanted:
            faults.append(f"{tag}-src is {allowed}; embed.sh should have written {wanted}")
    if not policy.startswith("default-src 'none';"):
        faults.append("the policy lets other things in")
    return faults


class Report:
    failed = False

    def say(self, what, faults):
        self.failed |= bool(faults)
        print(f"failed {what}: {'; '.join(faults[:5])}" if faults else f"ok {what}")


def check_text(path, report):
    text = path.read_text()
    report.say(f"{path.name}: policy", wrong_hashes(text))
    report.say(f"{path.name}: tags", Tags(text).faults)
    report.say(f"{path.name}: no address", re.findall(r"https?://\S*|@import|url\(", text))


def check_in_browser(browser, path, pictures, report):
    for width in WIDTHS:
        browser.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600
        )
        for scheme in SCHEMES:
            what = f"{path.name} {width} {scheme}"
            features = [{"name": "prefers-color-scheme", "value": scheme}]
            browser.call("Emulation.setEmulatedMedia", features=features)
            browser.open(path.resolve().as_uri())
            report.say(f"{what}: nothing too wide", browser.value(TOO_WIDE))
            report.say(f"{what}: contrast", browser.value(PALE_TEXT))
            report.say(f"{what}: text in figures is not small", browser.value(SMALL_TEXT))
            if pictures:
                browser.picture(pictures / f"{path.stem}-{width}-{scheme}.png")
            if (width, scheme) == (WIDTHS[0], SCHEMES[0]):  # a click is by script, so it is the same at each
                report.say(f"{what}: sorts by click", browser.value(SORT_BY_CLICK))
            browser.value("document.querySelector('th button').focus()")
            browser.press("Enter", 13)
            order = browser.value("document.querySelector('th').getAttribute('aria-sort')")
            report.say(f"{what}: sorts by key", [] if order == "ascending" else [f"aria-sort is {order}"])
            report.say(f"{what}: no complaint", browser.complaints())


def main():
    arguments = sys.argv[1:]
    pictures = None
    if arguments[:1] == ["--pictures"]:
        pictures = pathlib.Path(arguments[1])
        pictures.mkdir(parents=True, exist_ok=True)
        arguments = arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    report, paths = Report(), [pathlib.Path(path) for path in arguments]
    for path in paths:
        check_text(path, report)
    program = shutil.which("chromium")
    if not program:
        print("skipped browser: chromium not installed")
        return report.failed
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        try:
            for path in paths:
                check_in_browser(browser, path, pictures, report)
        finally:
            browser.close()
    return report.failed


if __name__ == "__main__":
    sys.exit(main())
