// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';

// React 19 wants one when it is loaded; jsdom has none, and Node's own would keep the process alive.
class MessageChannel {
  port1 = { onmessage: null };
  port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage?.({ data })) };
}
Object.assign(global, { MessageChannel });
// Comboboxes measure their text; jsdom draws none.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 8 }) });
// Panels and tabs measure themselves.
class ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(global, { ResizeObserver });
// Scrolling lists watch what is seen of them.
class IntersectionObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(global, { IntersectionObserver });
