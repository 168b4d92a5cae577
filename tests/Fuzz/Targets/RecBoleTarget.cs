using System.Text;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Fuzz.Targets;

/// <summary>A RecBole folder: files with a line <c>=== extension</c> before each.</summary>
internal sealed class RecBoleTarget() : FolderTarget("recbole", typeof(BadRowsException), typeof(IOException), typeof(InvalidDataException))
{
    private static readonly string[] Extensions =
        ["inter", "train.inter", "valid.inter", "test.inter", "user", "item", "link", "kg", "entity", "relation", "inter.gz"];

    private static ReadOnlySpan<byte> Mark => "=== "u8;

    protected override void Read(ReadOnlySpan<byte> input, string folder)
    {
        while (input.IndexOf(Mark) is >= 0 and var start)
        {
            input = input[(start + Mark.Length)..];
            var end = input.IndexOf((byte)'\n');
            if (end < 0)
                break;
            var extension = Extensions.FirstOrDefault(Encoding.UTF8.GetString(input[..end]).Equals);
            input = input[(end + 1)..];
            var next = input.IndexOf(Mark);
            if (extension is not null)
                File.WriteAllBytes(Path.Combine(folder, $"data.{extension}"), input[..(next < 0 ? input.Length : next)].ToArray());
        }

        var data = FolderDataset.Load(folder, "data");
        Require(data.Train.Users.All(user => user < data.Users) && data.Train.Items.All(item => item < data.Items), "Interactions are of users or items that are not there.");
    }
}
