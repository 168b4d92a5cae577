using System.Text;

namespace KDiffE.Fuzz.Targets;

/// <summary>Requests byte for byte, through the real server: each is answered, and never by a fault of the service.</summary>
internal sealed class HttpTarget() : FuzzTarget("http")
{
    private static readonly string[] Requests =
    [
        "GET /users/ann/recommendations?n=2&where=year%20%3E%201990&explain=true HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
        "GET /users/%C3%A9%F0%9F%8E%AC/recommendations?n=1 HTTP/1.1\r\nHost: a\r\nX-Api-Key: kd_1_2\r\n\r\n",
        "GET /items/film%201/similar?n=1&user=ann HTTP/1.1\r\nHost: a\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n",
        "GET /items/popular?user=bob HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\nGET /items/latest HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD /users/ann/similar HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /rank HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 38\r\n\r\n{\"userId\":\"ann\",\"items\":[\"film 1\",\"\"]}",
        "POST /recommendations/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{\"userIds\":[\"ann\"]}\r\n0\r\n\r\n",
        "POST /recommendations/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 31\r\n\r\n{\"items\":[{\"id\":\"film 1\"}]}    ",
        "POST /feedback HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 14\r\n\r\n{\"entries\":[]}",
        "PUT /training/schedules/nightly HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"cron\":\"0 0 * * *\"}",
        "PATCH /items/film%201 HTTP/1.1\r\nHost: a\r\nContent-Type: application/merge-patch+json\r\nContent-Length: 15\r\n\r\n{\"hidden\":true}",
        "DELETE /interactions?user=ann&item=film%201&occurredAt=2026-01-31T12:00:00Z HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /metrics/online?from=2026-01-01&to=2026-01-31&timeZone=Europe/Berlin&by=snapshot HTTP/1.1\r\nHost: a\r\nCookie: kdiffe=1\r\n\r\n",
        "GET /training/runs/1/events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 7\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\n\r\n",
    ];

    internal override IEnumerable<byte[]> Seeds => Requests.Select(Encoding.Latin1.GetBytes);

    protected override void Read(ReadOnlySpan<byte> input) => FuzzedApi.Instance.Ask(input);
}
