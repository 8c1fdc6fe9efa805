// Everything is in the page without this script. It filters the requirements, follows links into what is folded or
// filtered away, and unfolds everything for print. It writes text and flags only, never markup.
(() => {
  'use strict';
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const startFilter = (form) => {
    const items = all('details.req').map((node) => ({ node, text: node.textContent.toLowerCase() }));
    const chapters = all('section.chapter');
    const boxes = all('input[type=checkbox]', form);
    const search = form.querySelector('input[type=search]');
    const status = form.querySelector('[role=status]');
    const checked = (name) => boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);

    const apply = () => {
      const wanted = ['outcome', 'level', 'basis'].map((name) => [name, checked(name)]);
      const words = search.value
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      let shown = 0;
      for (const { node, text } of items) {
        const fits =
          wanted.every(([name, values]) => values.length === 0 || values.includes(node.dataset[name])) &&
          words.every((word) => text.includes(word));
        node.hidden = !fits;
        if (fits) shown += 1;
      }
      for (const chapter of chapters) chapter.hidden = all('details.req:not([hidden])', chapter).length === 0;
      status.textContent = `${shown} of ${items.length} requirements shown`;
      remember();
    };
    // The filter stands in the address, so that a link to the page keeps it.
    const remember = () => {
      const query = new URLSearchParams(boxes.filter((box) => box.checked).map((box) => [box.name, box.value]));
      if (search.value !== '') query.append('text', search.value);
      const text = query.toString();
      if (text === location.search.slice(1)) return;
      try {
        history.replaceState(null, '', `${location.pathname}${text === '' ? '' : `?${text}`}${location.hash}`);
      } catch {
        // Some browsers do not allow it for a file: then the filter works without it.
      }
    };
    const recall = () => {
      const query = new URLSearchParams(location.search);
      for (const box of boxes) box.checked = query.getAll(box.name).includes(box.value);
      search.value = query.get('text') ?? '';
    };
    const clear = () => {
      for (const box of boxes) box.checked = false;
      search.value = '';
      apply();
    };
    const fold = (open) => () => {
      for (const { node } of items) if (!node.hidden) node.open = open;
    };

    form.addEventListener('input', apply);
    form.querySelector('[data-do=clear]').addEventListener('click', clear);
    form.querySelector('[data-do=open]').addEventListener('click', fold(true));
    form.querySelector('[data-do=close]').addEventListener('click', fold(false));
    for (const count of all('a[data-outcome]'))
      count.addEventListener('click', () => {
        clear();
        for (const box of boxes) if (box.name === 'outcome') box.checked = box.value === count.dataset.outcome;
        apply();
      });
    form.querySelector('[data-do=print]').addEventListener('click', () => {
      document.documentElement.classList.add('print-all');
      print();
      document.documentElement.classList.remove('print-all');
    });
    form.hidden = false;
    recall();
    apply();
    return clear;
  };

  const followLinks = (showAll) => {
    const reveal = () => {
      const target = document.getElementById(location.hash.slice(1));
      if (target === null) return;
      if (target.closest('[hidden]') !== null) showAll();
      for (let node = target.closest('details'); node !== null; node = node.parentElement.closest('details'))
        node.open = true;
      target.scrollIntoView();
    };
    addEventListener('hashchange', reveal);
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (link !== null && link.getAttribute('href') === location.hash) reveal();
    });
    reveal();
  };

  const copyByButton = () => {
    for (const button of all('button[data-do=copy]')) {
      button.hidden = false;
      button.addEventListener('click', async () => {
        const text = button.parentElement.querySelector('pre');
        try {
          await navigator.clipboard.writeText(text.textContent);
          button.textContent = 'Copied';
        } catch {
          // Without the permission, the text is at least selected.
          getSelection().selectAllChildren(text);
          button.textContent = 'Selected';
        }
      });
    }
  };

  // On paper: what failed, unfolded as far as a few pages go. The rest is printed only by its button.
  const MOST_UNFOLDED = 20;
  const unfoldForPrint = () => {
    let folded = [];
    addEventListener('beforeprint', () => {
      folded = document.documentElement.classList.contains('print-all')
        ? all('details:not([open])')
        : all('details.req.k-fail:not([open])').slice(0, MOST_UNFOLDED);
      for (const node of folded) node.open = true;
    });
    addEventListener('afterprint', () => {
      for (const node of folded) node.open = false;
    });
  };

  const form = document.getElementById('filter');
  // A certificate has no filter, and nothing in it is folded.
  if (form !== null) followLinks(startFilter(form));
  copyByButton();
  unfoldForPrint();
})();
