import QtQuick
import QtQuick.Layouts
import Hearthboard

// What to write into a file, where to, and how it went.
Dialog {
    id: root

    required property ExportModel model
    readonly property bool choosing: model.state === ExportModel.Choosing
    readonly property bool running: model.state === ExportModel.Running

    name: "exportCard"
    title: qsTr("Export")
    glyph: Glyph.Save
    accent: Theme.power
    letters: 60
    sticky: !choosing
    // It keeps its size while the outcome is shown.
    least: form.implicitHeight
    onDismissed: running ? model.cancel() : model.close()

    ExportForm {
        id: form
        model: root.model
        Tile.present: root.choosing
    }
    Stack {
        spacing: Theme.gap
        centered: true
        Tile.present: !root.choosing

        Glyph {
            implicitHeight: 7 * Theme.unit
            shape: root.model.state === ExportModel.Done ? Glyph.Check : Glyph.Warning
            color: root.model.state === ExportModel.Done ? Theme.good
                : root.model.state === ExportModel.Failed ? Theme.bad : Theme.warning
            Tile.present: !root.running
        }
        Label {
            objectName: "exportHeadline"
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.model.headline
            font.pixelSize: Theme.fontTitle
            font.weight: Font.Medium
            Accessible.role: Accessible.AlertMessage
        }
        Label {
            objectName: "exportSentence"
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.model.sentence
            color: Theme.textSoft
            Tile.present: text !== ""
        }
        RowLayout {
            spacing: Theme.gap
            Accessible.role: Accessible.ProgressBar
            Accessible.name: root.model.progressText
            Tile.present: root.running

            Meter {
                name: "exportProgress"
                fraction: root.model.progress
                fill: Theme.action
                Layout.fillWidth: true
                Layout.preferredHeight: Math.round(1.5 * Theme.unit)
            }
            Label {
                text: root.model.progressText
                color: Theme.textSoft
                Accessible.ignored: true
            }
        }
    }

    buttons: [
        Button {
            objectName: "exportClose"
            text: qsTr("Close")
            onChosen: root.model.close()
            Tile.present: root.choosing || root.model.state === ExportModel.Done
        },
        Button {
            objectName: "exportCancel"
            text: qsTr("Cancel")
            onChosen: root.model.cancel()
            Tile.present: root.running
        },
        Button {
            objectName: "exportBack"
            text: qsTr("Back")
            onChosen: root.model.back()
            Tile.present: root.model.state === ExportModel.Asking || root.model.state === ExportModel.Failed
        },
        Button {
            objectName: "exportStart"
            primary: true
            text: qsTr("Export")
            onChosen: root.model.start()
            Tile.present: root.choosing
        },
        Button {
            objectName: "exportReplace"
            primary: true
            text: qsTr("Replace")
            onChosen: root.model.replace()
            Tile.present: root.model.state === ExportModel.Asking
        },
        Button {
            objectName: "exportAgain"
            primary: true
            text: qsTr("Try again")
            onChosen: root.model.start()
            Tile.present: root.model.state === ExportModel.Failed
        },
        Button {
            objectName: "exportFolder"
            primary: true
            text: qsTr("Open folder")
            onChosen: root.model.open_folder()
            Tile.present: root.model.state === ExportModel.Done && !root.model.toDrive
        }
    ]
}
