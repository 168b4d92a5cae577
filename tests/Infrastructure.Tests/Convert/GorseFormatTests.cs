namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class GorseFormatTests
{
    [Fact]
    public void FeedbackItemsAndUsersBecomeInteractionsAGraphAndAttributes()
    {
        using var folder = new ConversionFolder()
            .Write("feedback.jsonl", """
                {"FeedbackType":"star","UserId":"bob","ItemId":"acme/saw","Value":2,"Timestamp":"2024-02-03T10:00:00Z","Comment":""}
                {"FeedbackType":"read","UserId":"ann","ItemId":"acme/axe","Timestamp":"2024-02-03T11:00:00.5+01:00"}

                """)
            .Write("items.jsonl", """
                {"ItemId":"acme/saw","IsHidden":false,"Categories":["hand tools","wood"],"Timestamp":"2024-01-01T00:00:00Z","Labels":{"maker":"Acme","topics":["wood","cut"],"size":{"cm":30},"embedding":[0.1,0.2]},"Comment":"A saw"}
                {"ItemId":"acme/axe","IsHidden":true,"Categories":null,"Timestamp":"2024-01-02T00:00:00Z","Labels":["sharp","sharp"],"Comment":""}

                """)
            .WritePacked("users.jsonl.gz", """
                {"UserId":"ann","Labels":{"country":"DE"},"Subscribe":null,"Comment":"Ann A"}

                """);

        var report = folder.Convert();

        report.Format.ShouldBe("gorse");
        report.FirstBadRows.ShouldBeEmpty();
        folder.Rows("out.inter").ShouldBe([
            "user_id:token\titem_id:token\trating:float\ttimestamp:float\tevent_type:token", "bob\tacme/saw\t2\t1706954400\tstar", "ann\tacme/axe\t\t1706954400.5\tread",
        ]);
        folder.Rows("out.item")[1..].ShouldBe(["acme/saw\tA saw\thand_tools wood\t2024-01-01T00:00:00Z\t", "acme/axe\t\t\t2024-01-02T00:00:00Z\ttrue"]);
        folder.Rows("out.user")[1..].ShouldBe(["ann\tAnn A\tcountry:DE"]);
        // A vector is no label.
        folder.Rows("out.kg")[1..].ShouldBe([
            "item:acme/saw\tmaker\tmaker:Acme", "item:acme/saw\ttopics\ttopics:wood", "item:acme/saw\ttopics\ttopics:cut", "item:acme/saw\tsize.cm\tsize.cm:30",
            "item:acme/axe\tlabel\tlabel:sharp",
        ]);
        folder.Rows("out.link")[1..].ShouldBe(["acme/saw\titem:acme/saw", "acme/axe\titem:acme/axe"]);
        report.Notes.ShouldHaveSingleItem().ShouldStartWith("1 items are hidden in gorse");
    }

    [Fact]
    public void BadLinesAreNamedAndTheOthersStay()
    {
        using var folder = new ConversionFolder().Write("export.jsonl", """
            {"FeedbackType":"star","UserId":"bob","ItemId":"a","Timestamp":"2024-02-03T10:00:00Z"}
            {"FeedbackType":"star","UserId":"bob","ItemId":
            {"FeedbackType":"star","UserId":"","ItemId":"a"}
            [1]
            {"FeedbackType":"star","UserId":"bob","ItemId":"b","Timestamp":"yesterday"}

            """);

        var report = folder.Convert();

        folder.Rows("out.inter").Length.ShouldBe(2);
        report.FirstBadRows.Select(row => $"{row.File}:{row.Line} {row.Column}").ShouldBe(["export.jsonl:2 ", "export.jsonl:3 user", "export.jsonl:4 ", "export.jsonl:5 time"]);
    }
}
