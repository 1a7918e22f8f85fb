// Runs in every page that is checked, before the page itself.
window.checks = { shift: 0, shifted: [] };

const note = (entries) => {
  for (const { value, hadRecentInput, sources } of entries) {
    if (hadRecentInput) continue;
    window.checks.shift += value;
    window.checks.shifted.push(...sources.map(({ node }) => node?.outerHTML?.slice(0, 90) ?? '?'));
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: 'layout-shift', buffered: true });

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const isWithinWhatScrolls = (element) => {
  for (let up = element.parentElement; up !== null; up = up.parentElement) {
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX)) return true;
  }
  return false;
};

window.measure = async () => {
  // A browser that is busy tells late of what has moved.
  await frame();
  await frame();
  note(observer.takeRecords());
  const width = document.documentElement.clientWidth;
  const outside = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !isWithinWhatScrolls(element),
  );
  return {
    ...window.checks,
    overflow: document.documentElement.scrollWidth - width,
    reachingOut: outside.map((element) => element.outerHTML.slice(0, 90)),
    headings: document.querySelectorAll('h1').length,
    title: document.title,
  };
};
