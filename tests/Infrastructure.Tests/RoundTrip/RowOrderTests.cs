using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.RoundTrip;

public sealed class RowOrderTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly Positives[] Rules =
    [
        Positives.All,
        new Positives { MinRating = 3, EventWeights = new Dictionary<string, double> { ["dislike"] = -1, ["buy"] = 2 } },
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheOrderOfTheRowsChangesNeitherTheDatabaseNorTheDataOfATraining()
    {
        for (var world = 200; world < 215; world++)
        {
            var catalogue = new RandomCatalogue(world, 0);
            List<string>? stored = null;
            string[]? trained = null;
            for (var order = 0; order < 3; order++)
            {
                using var folder = new TestFolder();
                catalogue.Write(folder, order);
                await database.ExecuteAsync(StoredCatalogue.Truncate);
                await database.Get<RecBoleImport>().ImportAsync(folder.Path, strict: true, cancellationToken: Cancellation);
                string[] data = [.. Rules.Select(rule => Text(FolderDataset.Load(folder.Path, seed: 3, positives: rule, cancellationToken: Cancellation)))];

                stored ??= await StoredCatalogue.ReadAsync(database);
                trained ??= data;

                (await StoredCatalogue.ReadAsync(database)).ShouldBe(stored, $"world {world}, order {order}");
                data.ShouldBe(trained, $"world {world}, order {order}");
                for (var rule = 0; rule < Rules.Length; rule++)
                {
                    var cut = await DatabaseDataset.LoadAsync(database.DataSource, "mini", seed: 3, Rules[rule], Cancellation);
                    Text(cut with { Watermark = null }).ShouldBe(data[rule], $"world {world}, rule {rule}");
                }
            }

            trained![1].ShouldNotBe(trained[0]);
        }

        static string Text(Dataset data) => JsonSerializer.Serialize(data);
    }
}
