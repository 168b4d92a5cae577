using System.Net;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>What <c>GET /data</c> says.</summary>
public sealed class DataTests(WritableService service) : IClassFixture<WritableService>
{
    [Fact]
    public async Task CountsWhatIsThere()
    {
        var empty = await service.Client.GetObjectAsync("/data");
        await service.Client.BulkAsync("/interactions/bulk", "user,item,occurredAt\nann,a,2026-01-31T12:00:00Z\nann,b,2026-01-31T14:00:00.5+01:00\nbob,a,\n", Writing.Csv);
        await service.Client.BulkAsync("/triples/bulk", "head,relation,tail\nx,is,y\nx,has,y\n", Writing.Csv);
        await service.Client.BulkAsync("/features/bulk", "item,modality,values\na,text,1 2 3\na,image,1 2\nc,image,0 0\n", Writing.Csv);

        var (status, body) = await service.Client.GetObjectAsync("/data");

        empty.Body.ToJsonString().ShouldBe(
            """{"users":{"count":0,"exact":true},"items":{"count":0,"exact":true},"interactions":{"count":0,"exact":true},"entities":{"count":0,"exact":true},"relations":{"count":0,"exact":true},"triples":{"count":0,"exact":true},"features":[],"newestInteractionAt":null}""");
        status.ShouldBe(HttpStatusCode.OK);
        string[] kinds = ["users", "items", "interactions", "entities", "relations", "triples"];
        kinds.Select(kind => (body[kind]!["count"]!.GetValue<int>(), body[kind]!["exact"]!.GetValue<bool>()))
            .ShouldBe([(2, true), (3, true), (3, true), (2, true), (2, true), (2, true)]);
        body["features"]!.ToJsonString().ShouldBe("""[{"modality":"image","items":2,"dimensions":2},{"modality":"text","items":1,"dimensions":3}]""");
        body["newestInteractionAt"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 1, 31, 13, 0, 0, 500, TimeSpan.Zero));
    }
}
