namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class AmazonFormatTests
{
    [Fact]
    public void TheCrawlOf2014IsReadWithItsMetadataInPython()
    {
        using var folder = new ConversionFolder()
            .WritePacked("reviews_Tools_5.json.gz", """
                {"reviewerID": "U1", "asin": "B1", "reviewerName": "Ann", "helpful": [0, 1], "reviewText": "ok \"asin\": x", "overall": 5.0, "unixReviewTime": 1355443200, "reviewTime": "12 14, 2012"}
                {"reviewerID": "U2", "asin": "B3", "overall": 1.0, "unixReviewTime": 1355443201}

                """)
            .WritePacked("meta_Tools.json.gz", """
                {'asin': 'B1', 'title': "Ed's 3\" saw\u00e9\xe9", 'price': 9.5, 'brand': 'Ax & Co', 'sale': None, 'new': True, 'related': {'also_bought': ['B2', 'B9'], 'also_viewed': ['B7']}, 'categories': [['Tools', 'Hand Saws'], ['Tools', 'True North']]}
                {'asin': 'B2', 'categories': [['Tools']]}

                """);

        var report = folder.Convert();

        report.Format.ShouldBe("amazon");
        report.FirstBadRows.ShouldBeEmpty();
        folder.Rows("out.inter")[1..].ShouldBe(["U1\tB1\t5.0\t1355443200", "U2\tB3\t1.0\t1355443201"]);
        folder.Rows("out.item")[1..].ShouldBe(["B1\tEd's 3\" sawéé\tAx & Co\tTools Hand_Saws True_North", "B2\t\t\tTools"]);
        folder.Rows("out.kg")[1..].ShouldBe([
            "item:B1\thas_brand\tbrand:Ax & Co", "item:B1\thas_category\tcategory:Tools", "item:B1\thas_category\tcategory:Hand Saws",
            "item:B1\thas_category\tcategory:True North", "item:B1\talso_bought\titem:B2", "item:B1\talso_bought\titem:B9",
            "item:B2\thas_category\tcategory:Tools",
        ]);
        folder.Rows("out.link")[1..].ShouldBe(["B1\titem:B1", "B2\titem:B2", "B3\titem:B3"]);
    }

    [Fact]
    public void TheCrawlOf2023CountsMillisecondsAndNamesTheParent()
    {
        using var folder = new ConversionFolder()
            .Write("Beauty.jsonl", """
                {"rating": 4.0, "title": "Fine", "images": [{"asin": "no"}], "asin": "C1", "parent_asin": "P1", "user_id": "AX", "timestamp": 1588687728923, "verified_purchase": true}

                """)
            .Write("meta_Beauty.jsonl", """
                {"main_category": "All Beauty", "title": "Soap\n  bar", "store": "Howard", "categories": ["Bath", "Soaps"], "details": {"Brand": "H"}, "parent_asin": "P1", "bought_together": null}

                """);

        folder.Convert();

        folder.Rows("out.inter").ShouldBe(["user_id:token\titem_id:token\trating:float\ttimestamp:float", "AX\tP1\t4.0\t1588687728.923"]);
        folder.Rows("out.item")[1..].ShouldBe(["P1\tSoap bar\tHoward\tBath Soaps"]);
        var data = folder.Load();
        data.ItemNames.ShouldBe(["Soap bar"]);
        data.RelationIds.ShouldBe(["has_brand", "has_category"]);
        data.EntityIds.ShouldBe(["brand:Howard", "category:Bath", "category:Soaps"]);
    }

    [Fact]
    public void TheCrawlOf2018CallsItsRelationsOtherwise()
    {
        using var folder = new ConversionFolder()
            .Write("AMAZON_FASHION.json", """{"overall": 5.0, "verified": true, "reviewerID": "A1", "asin": "B1", "unixReviewTime": 1413763200}""")
            .Write("meta_AMAZON_FASHION.json", """{"title": "Boot", "brand": "Vasque", "category": ["Shoes"], "also_buy": ["B1"], "also_view": ["B4"], "asin": "B2"}""");

        folder.Convert();

        folder.Rows("out.kg")[1..].ShouldBe(["item:B2\thas_brand\tbrand:Vasque", "item:B2\thas_category\tcategory:Shoes", "item:B2\talso_bought\titem:B1"]);
        folder.Rows("out.link")[1..].ShouldBe(["B2\titem:B2", "B1\titem:B1"]);
    }

    [Fact]
    public void EveryBadLineIsNamed()
    {
        var longBrand = new string('x', 195);
        using var folder = new ConversionFolder()
            .Write("r.json", """
                {"reviewerID": "A1", "asin": "B1", "overall": 5, "unixReviewTime": 1413763200}
                {"reviewerID": "A1", "asin": "B1",
                {"reviewerID": "A1", "overall": 5}
                {"reviewerID": "A\tB", "asin": "B1", "overall": 5}
                {"reviewerID": "A\ud800", "asin": "B1", "overall": 5}
                """)
            .Write("meta.json", $$"""
                {"asin": "B1", "brand": "{{longBrand}}"}
                ["asin", "B2"]
                {'asin': 'B3
                """);

        var report = folder.Convert();

        report.FirstBadRows.Select(row => (row.File, row.Line)).ShouldBe([("r.json", 2), ("r.json", 3), ("r.json", 4), ("r.json", 5), ("meta.json", 1), ("meta.json", 2), ("meta.json", 3)]);
        report.FirstBadRows[1].ToString().ShouldBe("r.json:3: item: is empty");
        report.FirstBadRows[2].Reason.ShouldBe("holds a tab, a line break or a NUL, which no id may");
        report.FirstBadRows[4].ToString().ShouldBe("meta.json:1: has_brand: is longer than 200 characters");
        folder.Rows("out.item")[1].ShouldStartWith("B1\t\txxx");
    }
}
