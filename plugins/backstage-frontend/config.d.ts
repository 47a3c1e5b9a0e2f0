export interface Config {
  weir?: {
    grafana?: {
      /**
       * A Grafana with Weir's app, as the browser reaches it, for example `https://grafana.example.com`. Problems and
       * entities link to it.
       *
       * @visibility frontend
       */
      baseUrl?: string;
    };
  };
}
