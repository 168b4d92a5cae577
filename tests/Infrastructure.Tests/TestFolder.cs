using System.Text;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests;

/// <summary>A folder called <c>mini</c> that lives as long as a test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public string Root => _root.Folder;

    public string Path => _root.File("mini");

    public TestFolder() => Directory.CreateDirectory(Path);

    /// <summary>Every kind of file and value: reals, sequences, gaps, quotes, other alphabets, no newline at the end.</summary>
    public static TestFolder Full()
    {
        var folder = new TestFolder();
        folder.Write("mini.user", "user_id:token\tage:float\ttags:token_seq\n" + "anna\t31\tred  blue\n" + "björn\t\t\n" + "清\t0.10\tgrün\n");
        folder.Write(
            "mini.item",
            "title:token_seq\titem_id:token\tgenres:token_seq\tprice:float\tmix:float_seq\n"
            + "The \"Big\" One\t2\tdrama comedy drama\t9.90\t0.5 -1e3\n" + "\t0\t\t1e-7\t\n" + "Öl\t1\tdrama\t\t7\n");
        folder.Write(
            "mini.train.inter",
            "item_id:token\tuser_id:token\trating:float\ttimestamp:float\n" + "1\tbjörn\t4.5\t100.25\n" + "2\tanna\t3\t200\n" + "0\tguest\t1\t300\n");
        folder.Write("mini.valid.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n" + "anna\t0\t\t400\n");
        folder.Write("mini.test.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n" + "anna\t1\t2\t500");
        folder.Write(
            "mini.inter",
            "user_id:token\titem_id:token\trating:float\ttimestamp:float\tevent_type:token\tdevice:token\n"
            + "anna\t2\t3\t200\t\tphone\n" + "björn\t1\t4.5\t100.25\t\t\n" + "late\t2\t5\t900\tbuy\tweb\n"
            + "anna\t0\t\t400\t\t\n" + "anna\t1\t2\t500\t\t\n" + "guest\t0\t1\t300\t\t\n");
        folder.Write("mini.link", "item_id:token\tentity_id:token\n" + "2\tm.2\n" + "1\tm.1\n" + "0\tm.2\n");
        folder.Write(
            "mini.kg",
            "head_id:token\trelation_id:token\ttail_id:token\n" + "m.1\tdirector\tp.9\n" + "m.2\tdirector\tp.9\n"
            + "m.2\tsequel\tm.1\n" + "p.9\tborn in\tc.3\n" + "m.1\tdirector\tp.9\n");
        folder.Write("mini.entity", "entity_id:token\tname:token\n" + "p.9\tJane \"J\" Doe\n" + "m.2\tTwo\n");
        folder.Write("mini.relation", "relation_id:token\tname:token\r\n" + "director\tdirected by\r\n");
        folder.WriteFeatures("image", 2, [1, 2, 3.5f, -4, 5, 6]);
        return folder;
    }

    public void Write(string file, string content) => File.WriteAllText(System.IO.Path.Combine(Path, file), content, new UTF8Encoding(false));

    public void Write(string file, byte[] content) => File.WriteAllBytes(System.IO.Path.Combine(Path, file), content);

    public void WriteFeatures(string modality, int dim, float[] values)
    {
        using var stream = File.Create(System.IO.Path.Combine(Path, modality + "_feat.npy"));
        NpyWriter.WriteHeader(stream, values.Length / dim, dim);
        NpyWriter.WriteRow(stream, values);
    }

    public void Dispose() => _root.Dispose();
}
