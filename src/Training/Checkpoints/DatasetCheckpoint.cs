using System.Text.Json;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Checkpoints;

/// <summary>
/// Saves the data of a training in a checkpoint and restores them: whoever goes on with it learns from the same data, whatever has been written
/// to the database since.
/// </summary>
internal static class DatasetCheckpoint
{
    /// <summary>Puts a dataset into a checkpoint.</summary>
    internal static void Save(this Dataset data, Checkpoint to)
    {
        to.PutValue("name", data.Name);
        to.PutValue("watermark", new Moment(data.Watermark));
        PutTexts("users", data.UserIds);
        PutTexts("items", data.ItemIds);
        PutTexts("entities", data.EntityIds);
        PutTexts("relations", data.RelationIds);
        PutTexts("item_names", data.ItemNames);
        foreach (var (name, part) in new[] { ("train", data.Train), ("valid", data.Valid), ("test", data.Test), ("negative", data.Negative) })
        {
            to.Part(name).Put("users", part.Users);
            to.Part(name).Put("items", part.Items);
        }

        to.Part("triples").Put("heads", data.Triples.Heads);
        to.Part("triples").Put("relations", data.Triples.Relations);
        to.Part("triples").Put("tails", data.Triples.Tails);
        to.PutValue("features", data.Features.Select(feature => new Modality(feature.Modality, feature.Dim)));
        foreach (var feature in data.Features)
        {
            to.Part("features").Put($"{feature.Modality}.values", feature.Values);
            to.Part("features").Put($"{feature.Modality}.present", Array.ConvertAll(feature.Present, present => (byte)(present ? 1 : 0)));
        }

        void PutTexts(string name, IReadOnlyList<string?> texts) => to.Put(name, JsonSerializer.SerializeToUtf8Bytes(texts));
    }

    /// <summary>The dataset that <see cref="Save"/> put there.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static Dataset Dataset(this Checkpoint from)
    {
        return new Dataset(
            from.GetValue<string>("name"), Texts<string>("users"), Texts<string>("items"), Texts<string>("entities"), Texts<string>("relations"),
            Texts<string?>("item_names"), Interactions("train"), Interactions("valid"), Interactions("test"),
            new Triples(Column("triples", "heads"), Column("triples", "relations"), Column("triples", "tails")),
            [.. from.GetValue<Modality[]>("features").Select(Feature)])
        {
            Negative = Interactions("negative"),
            Watermark = from.GetValue<Moment>("watermark").Time,
        };

        T[] Texts<T>(string name) => JsonSerializer.Deserialize<T[]>(from.Get<byte>(name)) ?? throw new FormatException($"The checkpoint's {name} are null.");

        int[] Column(string part, string name) => from.Part(part).Get<int>(name);

        Interactions Interactions(string part) => new(Column(part, "users"), Column(part, "items"));

        ItemFeature Feature(Modality modality) => new(
            modality.Name, modality.Dim, from.Part("features").Get<float>($"{modality.Name}.values"),
            Array.ConvertAll(from.Part("features").Get<byte>($"{modality.Name}.present"), present => present != 0));
    }

    private sealed record Modality(string Name, int Dim);

    private sealed record Moment(DateTimeOffset? Time);
}
