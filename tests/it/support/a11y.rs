//! Accessibility checks that run inside the page.
//!
//! A stand-in for axe-core, which lives in another ecosystem: the faults below
//! are those that such tools find by rule. What they cannot see (whether a
//! name says the right thing, whether the focus order makes sense) they do not
//! see either. When the environment variable `ATRIUM_AXE` names an
//! `axe.min.js`, that runs too and its violations are added as `axe:<rule>`.
//!
//! Rules: `image-name`, `control-label`, `button-name`, `link-name`,
//! `duplicate-id`, `one-h1`, `heading-order`, `heading-empty`, `lang`, `title`,
//! `main`, `th-scope`, `table-headers`, `contrast`, `missing-reference`,
//! `tabindex`, `target-size`, `overflow`, `viewport`, `hidden-focus`,
//! `nested-controls`, `list`, `frame-title`.

#![allow(dead_code, reason = "a tool box: no single test uses all of it")]

use std::fmt;
use std::fs;

use serde_json::{Value, json};

use super::browser::Page;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub rule: String,
    /// The element's place and its start tag.
    pub element: String,
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at {}", self.rule, self.detail, self.element)
    }
}

/// The violations of what the page shows now, at its current size and theme.
#[track_caller]
pub fn check(page: &Page) -> Vec<Violation> {
    let mut found = violations(&page.eval(&format!("({RULES})()")));
    if let Some(path) = std::env::var_os("ATRIUM_AXE").filter(|path| !path.is_empty()) {
        let source = fs::read_to_string(&path)
            .unwrap_or_else(|e| panic!("ATRIUM_AXE={}: {e}", path.to_string_lossy()));
        found.extend(axe(page, &source));
    }
    found
}

/// Panic with a list unless the page has no violations.
#[track_caller]
pub fn assert_accessible(page: &Page) {
    assert_accessible_except(page, &[]);
}

/// As [`assert_accessible`], passing over these rules.
#[track_caller]
pub fn assert_accessible_except(page: &Page, rules: &[&str]) {
    let mut found = check(page);
    found.retain(|violation| !rules.contains(&&*violation.rule));
    if !found.is_empty() {
        let lines: Vec<String> = found.iter().map(|v| format!("  {v}")).collect();
        panic!(
            "{} accessibility violations on {}:\n{}",
            found.len(),
            page.url(),
            lines.join("\n")
        );
    }
}

#[track_caller]
fn axe(page: &Page, source: &str) -> Vec<Violation> {
    if page.eval("typeof window.axe") != json!("object") {
        // The protocol's evaluation is not bound by the page's CSP.
        page.command(
            "Runtime.evaluate",
            json!({ "expression": source, "returnByValue": false }),
        );
    }
    violations(&page.eval(
        r#"axe.run(document, { resultTypes: ['violations'] }).then(result =>
            result.violations.flatMap(v => v.nodes.map(n => ({
                rule: 'axe:' + v.id,
                element: n.target.join(' ') + ' ' + n.html.slice(0, 160),
                detail: v.help + ' (' + v.impact + ')',
            }))))"#,
    ))
}

fn violations(list: &Value) -> Vec<Violation> {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    list.as_array()
        .into_iter()
        .flatten()
        .map(|v| Violation {
            rule: text(&v["rule"]),
            element: text(&v["element"]),
            detail: text(&v["detail"]),
        })
        .collect()
}

const RULES: &str = r##"() => {
    const found = [], counts = {};
    const place = el => {
        const steps = [];
        for (let e = el; e && e.nodeType === 1 && steps.length < 4; e = e.parentElement) {
            const same = e.parentElement
                ? [...e.parentElement.children].filter(c => c.tagName === e.tagName) : [e];
            steps.unshift(e.tagName.toLowerCase() + (e.id ? '#' + e.id
                : same.length > 1 ? ':nth-of-type(' + (same.indexOf(e) + 1) + ')' : ''));
            if (e.id) break;
        }
        const tag = el.cloneNode(false).outerHTML.replace(/<\/[^>]*>$/, '');
        return steps.join(' > ') + '  ' + tag.slice(0, 160);
    };
    const report = (rule, el, detail) => {
        counts[rule] = (counts[rule] || 0) + 1;
        if (counts[rule] <= 30) found.push({ rule, element: place(el), detail });
    };
    const root = document.documentElement;
    const all = css => [...document.querySelectorAll(css)];
    const squeeze = text => (text || '').replace(/\s+/g, ' ').trim();

    // What people can see, and what assistive technology is told of.
    const rendered = el => el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    const heard = el => rendered(el) && !el.closest('[aria-hidden="true"], [inert]');
    const box = el => el.getBoundingClientRect();
    // Nothing changes while the page is judged: what follows from an element's ancestors is worked out once for each.
    const once = work => {
        const known = new Map();
        return el => {
            if (!known.has(el)) known.set(el, work(el));
            return known.get(el);
        };
    };
    const styleOf = once(el => getComputedStyle(el));
    const within = once(el => { // whether it or what it lies in is kept for screen readers only
        if (!el || el === document.body) return false;
        const r = box(el), s = styleOf(el);
        if (s.position !== 'static' && s.overflow !== 'visible' && r.width <= 2 && r.height <= 2) return true;
        if (s.clip.startsWith('rect(0') || /^inset\((50|100)%/.test(s.clipPath)) return true;
        return within(el.parentElement);
    });
    const clipped = el => {
        const r = box(el);
        return within(el) || r.right + scrollX <= 0 || r.bottom + scrollY <= 0;
    };
    const opacity = once(el => el ? parseFloat(styleOf(el).opacity) * opacity(el.parentElement) : 1);
    const seen = el => rendered(el) && box(el).width > 0 && box(el).height > 0
        && !clipped(el) && opacity(el) > 0.02;

    // The accessible name, simplified.
    const ids = text => (text || '').split(/\s+/).filter(Boolean);
    const content = node => {
        if (node.nodeType === 3) return node.data;
        if (node.nodeType !== 1) return '';
        if (node.getAttribute('aria-hidden') === 'true') return '';
        if (['SCRIPT', 'STYLE', 'TEMPLATE'].includes(node.tagName)) return '';
        if (!node.checkVisibility({ visibilityProperty: true })
            && !['title', 'desc'].includes(node.tagName) && node.tagName !== 'OPTION') return '';
        const label = squeeze(node.getAttribute('aria-label'));
        if (label) return ' ' + label + ' ';
        if (node.tagName === 'IMG') return ' ' + (node.alt || '') + ' ';
        if (node.tagName === 'svg') return ' ' + (svgTitle(node) || [...node.querySelectorAll('text')].map(t => t.textContent).join(' ')) + ' ';
        return [...node.childNodes].map(content).join(' ');
    };
    const svgTitle = svg => {
        const title = [...svg.children].find(c => c.tagName === 'title');
        return title ? squeeze(title.textContent) : '';
    };
    const given = el => {
        const by = squeeze(ids(el.getAttribute('aria-labelledby'))
            .map(id => { const e = document.getElementById(id); return e ? e.getAttribute('aria-label') || e.textContent : ''; })
            .join(' '));
        return by || squeeze(el.getAttribute('aria-label'));
    };
    const nameOf = el => given(el) || squeeze(content(el)) || squeeze(el.title);

    // --- The document
    if (!squeeze(root.lang)) report('lang', root, 'the document has no language');
    if (!squeeze(document.title)) report('title', root, 'the document has no title');
    const mains = all('main, [role=main]').filter(heard);
    if (mains.length !== 1) report('main', mains[1] || document.body, mains.length + ' main landmarks instead of one');
    const meta = document.querySelector('meta[name=viewport]');
    if (!meta) report('viewport', root, 'no <meta name=viewport>');
    else if (/user-scalable\s*=\s*(no|0)|maximum-scale\s*=\s*[01](\D|$)/.test(meta.content))
        report('viewport', meta, 'zooming is prevented');

    // --- Ids and references
    const byId = new Map();
    for (const el of all('[id]')) byId.set(el.id, [...(byId.get(el.id) || []), el]);
    for (const [id, els] of byId)
        if (els.length > 1) report('duplicate-id', els[1], els.length + ' elements have the id ' + JSON.stringify(id));
    const refs = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-details',
        'aria-activedescendant', 'aria-errormessage', 'aria-flowto', 'list', 'form', 'headers', 'popovertarget'];
    for (const name of refs)
        for (const el of all('[' + name + ']'))
            for (const id of ids(el.getAttribute(name)))
                if (!byId.has(id)) report('missing-reference', el, name + ' refers to the missing id ' + JSON.stringify(id));
    for (const el of all('label[for]'))
        if (!byId.has(el.htmlFor)) report('missing-reference', el, 'for refers to the missing id ' + JSON.stringify(el.htmlFor));

    // --- Names
    for (const el of all('img, svg[role=img], [role=img]:not(svg), input[type=image]')) {
        if (!heard(el)) continue;
        const role = el.getAttribute('role');
        if (role === 'presentation' || role === 'none') continue;
        if (el.tagName === 'IMG' && el.hasAttribute('alt') && (el.alt === '' || squeeze(el.alt))) continue;
        if (!given(el) && !squeeze(el.getAttribute('alt')) && !squeeze(el.title) && !(el.tagName === 'svg' && svgTitle(el)))
            report('image-name', el, 'image without a name');
    }
    for (const el of all('svg:not([role=img])'))
        if (heard(el) && !el.closest('button, a, [role], label, summary') && !svgTitle(el) && !given(el))
            report('image-name', el, 'svg neither hidden (aria-hidden) nor named (role=img and a title)');
    const fields = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]), '
        + 'select, textarea, [role=textbox], [role=combobox], [role=listbox], [role=checkbox], [role=radio], [role=switch], '
        + '[role=slider], [role=spinbutton], [role=searchbox], [contenteditable=true], meter, progress';
    for (const el of all(fields)) {
        if (!heard(el)) continue;
        const labels = [...(el.labels || [])].map(l => squeeze(content(l)) || given(l)).join('');
        const inside = /^(checkbox|radio|switch)$/.test(el.getAttribute('role') || '') ? squeeze(content(el)) : '';
        if (!labels && !given(el) && !squeeze(el.title) && !inside) report('control-label', el, 'form control without a label');
    }
    for (const el of all('button, [role=button], [role=tab], [role=menuitem], summary, input[type=submit], input[type=button], input[type=reset]')) {
        if (!heard(el)) continue;
        const own = el.tagName === 'INPUT'
            ? squeeze(el.value) || (el.type !== 'button' && !el.hasAttribute('value') ? el.type : '') : '';
        const labels = [...(el.labels || [])].map(l => squeeze(content(l))).join('');
        if (!own && !labels && !nameOf(el)) report('button-name', el, 'button without a name');
    }
    for (const el of all('a[href], area[href], [role=link]'))
        if (heard(el) && !nameOf(el) && !squeeze(el.getAttribute('alt'))) report('link-name', el, 'link without a name');
    for (const el of all('iframe'))
        if (heard(el) && !given(el) && !squeeze(el.title)) report('frame-title', el, 'frame without a title');

    // --- Structure
    const headings = all('h1, h2, h3, h4, h5, h6, [role=heading]').filter(heard).filter(e => !/^(none|presentation)$/.test(e.getAttribute('role') || ''));
    const level = el => Number(el.getAttribute('aria-level')) || Number(el.tagName[1]) || 2;
    const tops = headings.filter(e => level(e) === 1);
    if (tops.length !== 1) report('one-h1', tops[1] || document.body, tops.length + ' headings of level 1 instead of one');
    let last = 0;
    for (const el of headings) {
        if (!nameOf(el)) report('heading-empty', el, 'heading without text');
        if (last && level(el) > last + 1) report('heading-order', el, 'level ' + level(el) + ' follows level ' + last);
        last = level(el);
    }
    for (const el of all('table')) {
        if (!heard(el) || /^(none|presentation)$/.test(el.getAttribute('role') || '')) continue;
        const heads = [...el.querySelectorAll('th')].filter(th => th.closest('table') === el);
        // On a phone a table's rows are cards that name what they hold by themselves.
        for (const th of heads.filter(heard)) {
            if (!/^(col|row|colgroup|rowgroup)$/.test(th.getAttribute('scope') || '')) report('th-scope', th, 'th without scope');
            if (!nameOf(th)) report('table-headers', th, 'th without text (use td for an empty corner)');
        }
        if (!heads.length && el.querySelector('td')) report('table-headers', el, 'table without th');
    }
    for (const el of all('ul, ol'))
        if (heard(el) && !el.getAttribute('role'))
            for (const c of el.children)
                if (!['LI', 'SCRIPT', 'TEMPLATE'].includes(c.tagName)) report('list', c, 'child of a list that is not li');
    for (const el of all('li'))
        if (heard(el) && !el.getAttribute('role') && !el.parentElement.matches('ul, ol, menu, [role=list]')) report('list', el, 'li outside a list');

    // --- Focus
    const focusable = 'a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]';
    for (const el of all('[tabindex]'))
        if (Number(el.getAttribute('tabindex')) > 0) report('tabindex', el, 'tabindex above 0');
    for (const el of all('[aria-hidden="true"]'))
        for (const e of [el, ...el.querySelectorAll(focusable)])
            if (e.matches(focusable) && rendered(e) && e.tabIndex >= 0 && !e.closest('[inert]')) report('hidden-focus', e, 'takes the focus inside aria-hidden');
    for (const el of all('a[href], button, summary, label, [role=button], [role=link], [role=tab]')) {
        if (!heard(el) || el.tagName === 'LABEL') continue;
        const inner = el.querySelector('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link]');
        if (inner) report('nested-controls', inner, 'control inside another control');
    }

    // --- Contrast
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const cache = new Map();
    const colour = css => { // any CSS colour as [r, g, b, a], all of 0..1
        if (!cache.has(css)) {
            pen.clearRect(0, 0, 1, 1);
            pen.fillStyle = '#000';
            pen.fillStyle = css;
            pen.fillRect(0, 0, 1, 1);
            cache.set(css, [...pen.getImageData(0, 0, 1, 1).data].map(v => v / 255));
        }
        return cache.get(css);
    };
    const over = (top, under) => {
        const a = top[3] + under[3] * (1 - top[3]);
        if (!a) return [0, 0, 0, 0];
        return [0, 1, 2].map(i => (top[i] * top[3] + under[i] * under[3] * (1 - top[3])) / a).concat(a);
    };
    const light = c => {
        const [r, g, b] = c.map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => {
        const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
        return (x + 0.05) / (y + 0.05);
    };
    const hex = c => '#' + c.slice(0, 3).map(v => Math.round(v * 255).toString(16).padStart(2, '0')).join('');
    const scheme = getComputedStyle(root).colorScheme;
    const dark = scheme.includes('dark') && (!scheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches);
    const sheet = colour(dark ? '#121212' : '#ffffff');
    const stops = /(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\((?:[^()]|\([^()]*\))*\)|#[0-9a-f]{3,8}\b/gi;
    // The colours that may lie behind an element: several when there is a
    // gradient, null when there is a picture.
    const behind = once(e => {
        if (!e) return [sheet];
        const s = styleOf(e);
        if (e.namespaceURI === 'http://www.w3.org/2000/svg' && e.tagName !== 'svg') return behind(e.parentElement);
        const layers = [];
        const image = s.backgroundImage;
        let closed = false;
        // A select's arrow is a small picture at its edge, not what lies behind its words.
        const mark = s.backgroundRepeat.includes('no-repeat') && e.matches('select');
        if (image !== 'none' && !mark && s.backgroundClip !== 'text') {
            if (image.includes('url(') || image.includes('image(')) return null;
            const list = (image.match(stops) || []).map(colour);
            if (list.length) layers.push(list);
            closed = list.length > 0 && list.every(c => c[3] > 0.995);
        }
        if (!closed) {
            const c = colour(s.backgroundColor);
            if (c[3] > 0) layers.push([c]);
            closed = c[3] > 0.995 || s.position === 'fixed' && e.matches('dialog, [popover]');
        }
        let under = closed ? [sheet] : behind(e.parentElement);
        if (!under) return null;
        for (const layer of layers.reverse())
            under = layer.flatMap(top => under.map(u => over(top, u))).slice(0, 16);
        return under;
    });
    const judge = (el, css, what) => {
        const s = getComputedStyle(el);
        const under = behind(el);
        if (!under) return;
        const top = colour(css), veil = opacity(el);
        const size = parseFloat(s.fontSize), bold = parseInt(s.fontWeight, 10) >= 700;
        const need = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
        let worst = null;
        for (const u of under) {
            const ink = over([top[0], top[1], top[2], top[3] * veil], u);
            const r = ratio(ink, u);
            if (!worst || r < worst.r) worst = { r, ink, u };
        }
        if (worst.r + 0.005 < need)
            report('contrast', el, what + ' ' + worst.r.toFixed(2) + ' instead of ' + need
                + ' (' + hex(worst.ink) + ' on ' + hex(worst.u) + ', ' + size + 'px' + (bold ? ' bold' : '') + ')');
    };
    const idle = el => el.closest(':disabled, [aria-disabled="true"], [inert]')
        || (el.closest('label') && el.closest('label').control && el.closest('label').control.matches(':disabled'));
    const judged = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        const el = node.parentElement;
        if (!el || judged.has(el) || !/[\p{L}\p{N}]/u.test(node.data)) continue;
        if (['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'OPTION', 'TITLE', 'DESC', 'TEXTAREA'].includes(el.tagName.toUpperCase())) continue;
        judged.add(el);
        if (el.closest('[aria-hidden="true"]') || idle(el) || !seen(el)) continue;
        if (el.closest('svg')) {
            // Text on a shape: judge against the shape where that is known.
            const r = box(el), x = r.x + r.width / 2, y = r.y + r.height / 2;
            if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
            const shape = document.elementsFromPoint(x, y).find(e => e.matches('svg rect, svg path, svg circle, svg ellipse, svg polygon')
                && getComputedStyle(e).fill !== 'none');
            const fill = getComputedStyle(el).fill;
            if (!/^(url|none)/.test(fill) && !shape) judge(el, fill, 'text');
            continue;
        }
        judge(el, getComputedStyle(el).color, 'text ' + JSON.stringify(squeeze(node.data).slice(0, 30)));
    }
    for (const el of all('input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=range]):not([type=color]):not([type=file]):not([type=image]), textarea, select')) {
        if (!seen(el) || idle(el)) continue;
        if (el.value) judge(el, getComputedStyle(el).color, 'value');
        else if (el.placeholder) judge(el, getComputedStyle(el, '::placeholder').color, 'placeholder');
    }

    // --- Targets of at least 24 by 24
    // A link smaller than that passes within a line of text, or when it has
    // enough room around it (WCAG 2.5.8, "spacing"); a button has to be large.
    const targets = all('a[href], button, summary, select, input[type=checkbox], input[type=radio], input[type=submit], input[type=button], input[type=reset], [role=button], [role=tab], [role=menuitem], [role=link], [role=switch]')
        .filter(el => seen(el) && !el.matches(':disabled') && !el.closest('[inert], svg'))
        .map(el => {
            let r = box(el);
            let [left, top, right, bottom] = [r.left, r.top, r.right, r.bottom];
            for (const part of [...(el.labels || []), ...(el.matches('a, button') ? el.querySelectorAll('img, svg') : [])]) {
                const p = box(part);
                if (!p.width || !p.height || !rendered(part)) continue;
                if (el.labels && [...el.labels].includes(part) && (p.top > bottom + 12 || p.bottom < top - 12)) continue;
                [left, top, right, bottom] = [Math.min(left, p.left), Math.min(top, p.top), Math.max(right, p.right), Math.max(bottom, p.bottom)];
            }
            return { el, left, top, right, bottom, w: right - left, h: bottom - top };
        });
    const small = t => t.w < 23.5 || t.h < 23.5;
    const inText = el => {
        if (!getComputedStyle(el).display.startsWith('inline')) return false;
        let block = el.parentElement;
        while (block && getComputedStyle(block).display === 'inline') block = block.parentElement;
        if (!block) return false;
        const rest = squeeze(block.textContent).length - squeeze(el.textContent).length;
        return rest > 0 && [...block.querySelectorAll('a, button')].reduce((n, e) => n - squeeze(e.textContent).length, squeeze(block.textContent).length) > 3;
    };
    for (const t of targets) {
        if (!small(t)) continue;
        const link = t.el.matches('a, [role=link]');
        if (link && inText(t.el)) continue;
        if (link) {
            const cx = (t.left + t.right) / 2, cy = (t.top + t.bottom) / 2;
            const crowded = targets.some(o => {
                if (o.el === t.el || o.el.contains(t.el) || t.el.contains(o.el)) return false;
                const dx = Math.max(o.left - cx, 0, cx - o.right), dy = Math.max(o.top - cy, 0, cy - o.bottom);
                if (Math.hypot(dx, dy) < 12) return true;
                return small(o) && Math.hypot((o.left + o.right) / 2 - cx, (o.top + o.bottom) / 2 - cy) < 24;
            });
            if (!crowded) continue;
        }
        report('target-size', t.el, Math.round(t.w) + ' by ' + Math.round(t.h) + ' instead of 24 by 24');
    }

    // --- Overflow
    const width = root.clientWidth;
    if (width > screen.width + 1) report('overflow', root, 'laid out for ' + width + ' on a screen of ' + screen.width);
    if (Math.max(root.scrollWidth, document.body.scrollWidth) > width + 1) {
        const contained = el => {
            for (let e = el.parentElement; e && e !== document.body && e !== root; e = e.parentElement)
                if (getComputedStyle(e).overflowX !== 'visible') return true;
            return false;
        };
        const wide = all('body *').filter(el => rendered(el) && box(el).width > 0 && box(el).right + scrollX > width + 1 && !contained(el));
        const deepest = wide.filter(el => !wide.some(o => o !== el && el.contains(o)));
        for (const el of deepest.slice(0, 5)) report('overflow', el, 'reaches to ' + Math.round(box(el).right + scrollX) + ' in a document ' + width + ' wide');
        if (!deepest.length) report('overflow', root, 'scrolls sideways: ' + root.scrollWidth + ' in ' + width);
    }
    // A drawing that scrolls is as large as it says: beside names, line by line, it would stand elsewhere.
    for (const el of all('.scroll > svg[width]'))
        if (rendered(el) && box(el).width + 1 < +el.getAttribute('width')) report('squeezed', el, Math.round(box(el).width) + ' wide instead of ' + el.getAttribute('width'));
    for (const [rule, n] of Object.entries(counts))
        if (n > 30) found.push({ rule, element: '', detail: 'and ' + (n - 30) + ' more' });
    return found;
}"##;
