using System.Text;

namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class MovieLensFormatTests
{
    [Fact]
    public void TheColonFilesOfOneMillionKeepTheirLatin1Titles()
    {
        using var folder = new ConversionFolder()
            .Write("movies.dat", Encoding.Latin1.GetBytes("7::Amélie: Le Film (2001)::Comedy|Romance\n12::Heat (1995)::Action\n"))
            .Write("users.dat", "3::F::25::4::02139\n")
            .Write("ratings.dat", "3::7::5::978300760\n3::12::2::978302109\n");

        var report = folder.Convert();

        report.Format.ShouldBe("movielens");
        report.BadRows.ShouldBe(0);
        report.Files.Select(file => (file.File, file.Rows)).ShouldBe([("out.item", 2), ("out.user", 1), ("out.inter", 2)]);
        folder.Rows("out.item").ShouldBe(["item_id:token\ttitle:token_seq\tgenres:token_seq", "7\tAmélie: Le Film (2001)\tComedy Romance", "12\tHeat (1995)\tAction"]);
        folder.Rows("out.user").ShouldBe(["user_id:token\tage:token\tgender:token\toccupation:token\tzip:token", "3\t25\tF\t4\t02139"]);
        folder.Rows("out.inter").ShouldBe(["user_id:token\titem_id:token\trating:float\ttimestamp:float", "3\t7\t5\t978300760", "3\t12\t2\t978302109"]);
    }

    [Fact]
    public void TitlesInUtf8AreNotTakenForLatin1()
    {
        using var folder = new ConversionFolder().Write("movies.dat", "7::千と千尋 é::Drama\n").Write("ratings.dat", "3::7::5::978300760\n");

        folder.Convert();

        folder.Load().ItemNames.ShouldBe(["千と千尋 é"]);
    }

    [Fact]
    public void TheTablesOfLaterYearsMayQuoteTheirTitles()
    {
        using var folder = new ConversionFolder()
            .Write("movies.csv", "movieId,title,genres\r\n1,\"Postman, The (\"\"Il Postino\"\")\",Comedy|Film-Noir\r\n9,Plain,(no genres listed)\r\n")
            .WritePacked("ratings.csv.gz", "userId,movieId,rating,timestamp\r\n4,1,3.5,1112486027\r\n4,9,0.5,1112486030\r\n")
            .Write("tags.csv", "userId,movieId,tag,timestamp\r\n4,1,letters,1112486027\r\n");

        var report = folder.Convert();

        report.Format.ShouldBe("movielens");
        report.Notes.ShouldBe(["Not read: tags.csv."]);
        folder.Rows("out.item")[1..].ShouldBe(["1\tPostman, The (\"Il Postino\")\tComedy Film-Noir", "9\tPlain\t"]);
        folder.Rows("out.inter")[1..].ShouldBe(["4\t1\t3.5\t1112486027", "4\t9\t0.5\t1112486030"]);
    }

    [Fact]
    public void TheFlagsOfOneHundredThousandBecomeGenres()
    {
        // Flags 5 (Children's) and 18 (Western), counted from 0 with "unknown" first: 4 and 18.
        using var folder = new ConversionFolder()
            .Write("u.item", "2|Old Hand (1994)|01-Jan-1994||http://x|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|1\n")
            .Write("u.user", "5|24|M|technician|85711\n")
            .Write("u.data", "5\t2\t4\t881250949\n")
            .Write("u1.base", "5\t2\t4\t881250949\n");

        var report = folder.Convert();

        report.Notes.ShouldBe(["Not read: u1.base."]);
        folder.Rows("out.item")[1].ShouldBe("2\tOld Hand (1994)\tChildren's Western");
        folder.Rows("out.user")[1].ShouldBe("5\t24\tM\ttechnician\t85711");
        folder.Rows("out.inter")[1].ShouldBe("5\t2\t4\t881250949");
    }

    [Fact]
    public void EveryBadRowIsNamed()
    {
        using var folder = new ConversionFolder()
            .Write("movies.dat", "7::A::Drama\n7::B::Drama\n8::C\n")
            .Write("ratings.dat", "3::7::5::978300760\n3::7::five::978300760\n3::7::5::yesterday\n3::7::5\n::7::5::978300760\n3::7::5::99999999999\n");

        var report = folder.Convert();

        report.FirstBadRows.Select(row => row.ToString()).ShouldBe([
            "movies.dat:2: item: '7' is declared twice",
            "movies.dat:3: 2 fields where 3 belong",
            "ratings.dat:2: rating: 'five' is not a number",
            "ratings.dat:3: time: 'yesterday' is no time: neither a number nor ISO 8601",
            "ratings.dat:4: 3 fields where 4 belong",
            "ratings.dat:5: user: is empty",
            "ratings.dat:6: time: '99999999999' lies in the future in seconds, the unit of the column",
        ]);
        report.BadRows.ShouldBe(7);
        report.Sources.Select(file => (file.File, file.Rows, file.BadRows)).ShouldBe([("movies.dat", 3, 2), ("ratings.dat", 6, 5)]);
        folder.Rows("out.inter").Length.ShouldBe(2);
    }
}
