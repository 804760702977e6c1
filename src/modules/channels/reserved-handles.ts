const reserved = new Set(
  `about account accounts admin administrator api app assets auth billing blog broadcast channel channels contact
  dashboard demo docs embed everyone feed feeds help home images ingest legal live livez login logout me metrics moderator
  null official oembed operator owner owners playback press privacy problems readyz root rss schedule search security
  session sessions settings showrunner signin signup site sitemap staff status studio support system team terms
  test undefined uploads verified video videos watch webhooks www`.split(/\s+/),
);

/** Names that people could take for the site itself, or that addresses may need one day. */
export function isReservedHandle(handle: string): boolean {
  return reserved.has(handle.replaceAll(/[-_]/g, ''));
}
